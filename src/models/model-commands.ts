import type { LanguageServer } from "../server/language-server.ts";
import type { CommandHandler } from "../ui/commands.ts";
import { tellModelFailure } from "../ui/model-failure.ts";

/** Commands that load and release the model. */
export function modelCommands(server: LanguageServer) {
  return {
    "ossicle.loadModel": async () => {
      const status = await server.runningClient.loadModel();
      if (status.state === "failed") await tellModelFailure(status);
    },
    "ossicle.unloadModel": async () => {
      await server.runningClient.unloadModel();
    },
  } satisfies Record<string, CommandHandler>;
}
