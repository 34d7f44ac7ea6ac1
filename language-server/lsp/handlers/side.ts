/** Side requests: what the client sends is checked and handed to the feature. */
import type { Connection, Disposable } from "vscode-languageserver/node";
import type { SideService } from "../../features/side/service.ts";
import { SideAskRequest } from "../../protocol/requests.ts";
import { withSignal } from "../cancellation.ts";
import { check, sideAsk } from "../params.ts";
import { refused } from "./refused.ts";

/** Answers until disposed. */
export function serveSideRequests(connection: Connection, side: SideService): Disposable {
  return connection.onRequest(SideAskRequest, (raw: unknown, token) => {
    const params = check(sideAsk, raw);
    return withSignal(token, (signal) => refused(side.ask(params, signal)));
  });
}
