import { ConfigurationTarget, type LanguageModelChat, lm, workspace } from "vscode";
import { until } from "../../workbench/until.ts";
import { modelIsReady } from "../window-state.ts";

/** Has the window use the model of these tests, for those of a block. Returns how VS Code knows it. */
export function useScript(): () => LanguageModelChat {
  const ossicle = workspace.getConfiguration("ossicle");
  const usual = ossicle.get<string>("model.path", "");
  let model: LanguageModelChat;

  before(async () => {
    model = await use(process.env.OSSICLE_TEST_VSCODE_CHAT_MODEL ?? "");
  });
  after(() => use(usual));

  async function use(path: string): Promise<LanguageModelChat> {
    const { name } = await until("VS Code knows a model", known);
    await ossicle.update("model.path", path, ConfigurationTarget.Global);
    const other = await until("VS Code knows the other model", async () => {
      const found = await known();
      // Until its header is read, nobody knows that it is a gpt-oss.
      return found?.name !== name && found?.name.startsWith("gpt-oss") ? found : undefined;
    });
    await modelIsReady();
    return other;
  }

  return () => model;
}

const known = async () => (await lm.selectChatModels({ vendor: "ossicle" }))[0];
