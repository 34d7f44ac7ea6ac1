import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { messageOf } from "../../../common/errors.ts";

/** A conversation that makes no sense is the client's bug. */
export async function refused<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new ResponseError(ErrorCodes.InvalidParams, `messages: ${messageOf(error)}`);
  }
}
