/** The requests of VS Code's language model API: handed to the feature, and what the model writes streamed back. */
import type { Connection, Disposable } from "vscode-languageserver/node";
import { onRequest, serve } from "../../../common/wire.ts";
import type { LanguageModelService } from "../../features/language-model/service.ts";
import { LanguageModelEventNotification, RespondRequest } from "../../protocol/language-model.ts";

/** Answers until disposed. */
export function serveLanguageModel(connection: Connection, languageModel: LanguageModelService): Disposable {
  return serve(connection, [
    onRequest(RespondRequest, (params, signal) => {
      const { requestId } = params;
      return languageModel.respond(params, signal, (event) => {
        void connection.sendNotification(LanguageModelEventNotification, { requestId, event });
      });
    }),
  ]);
}
