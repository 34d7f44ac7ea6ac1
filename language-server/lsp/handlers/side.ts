/** Side requests: handed to the feature. */
import type { Connection, Disposable } from "vscode-languageserver/node";
import { onRequest, serve } from "../../../common/wire.ts";
import type { SideService } from "../../features/side/service.ts";
import { SideAskRequest } from "../../protocol/side.ts";
import { refused } from "./refused.ts";

/** Answers until disposed. */
export function serveSideRequests(connection: Connection, side: SideService): Disposable {
  return serve(connection, [
    onRequest(SideAskRequest, (params, signal) => refused(side.ask(params, signal))),
  ]);
}
