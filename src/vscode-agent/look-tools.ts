/** Ossicle's looks into the workspace, as tools of VS Code's agent and of other extensions. */
import {
  Disposable,
  LanguageModelTextPart,
  type LanguageModelTool,
  LanguageModelToolResult,
  lm,
} from "vscode";
import type { LookParams } from "../../language-server/protocol/agent.ts";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";

/** Checked by the server: a model wrote it. */
type Input = LookParams["input"];

/** `package.json` declares them, with the schemas of the same tools of Ossicle's own agent. */
export function registerLookTools(server: LanguageServer): Disposable {
  return Disposable.from(
    lm.registerTool(
      "ossicle_printTree",
      lookTool(server, "print_tree", ({ path }) =>
        path === undefined || path === "" ? t("Listing the workspace") : t("Listing {0}", String(path)),
      ),
    ),
    lm.registerTool(
      "ossicle_search",
      lookTool(server, "search", ({ query }) => t("Searching for {0}", String(query))),
    ),
  );
}

function lookTool(
  server: LanguageServer,
  tool: LookParams["tool"],
  message: (input: Input) => string,
): LanguageModelTool<Input> {
  return {
    prepareInvocation: ({ input }) => ({ invocationMessage: message(input) }),
    async invoke({ input }, token) {
      const client = await server.startedClient();
      const text = await client.look({ tool, input }, token);
      return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
    },
  };
}
