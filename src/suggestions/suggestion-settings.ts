import { ConfigurationTarget, workspace } from "vscode";
import { languageRule } from "../../common/language-rule.ts";

const ENABLED = "completion.enabled";
const LANGUAGES = "completion.languages";

/** Whether suggestions are on for all languages. */
export function suggestionsEnabled(): boolean {
  return workspace.getConfiguration("ossicle").get(ENABLED, true);
}

/** Whether suggestions are on for a language, as far as that alone decides. */
export function languageEnabled(languageId: string): boolean {
  const languages = workspace.getConfiguration("ossicle").get<Record<string, boolean>>(LANGUAGES, {});
  return languageRule(languages, languageId) ?? true;
}

export async function enableSuggestions(enabled: boolean): Promise<void> {
  await change(ENABLED, () => enabled);
}

export async function enableLanguage(languageId: string, enabled: boolean): Promise<void> {
  await change(LANGUAGES, (languages) => ({ ...(languages as object | undefined), [languageId]: enabled }));
}

/** Writes a setting where it has a value already, so that the change takes effect, and otherwise for the user. */
async function change(name: string, next: (value: unknown) => unknown): Promise<void> {
  const configuration = workspace.getConfiguration("ossicle");
  const values = configuration.inspect(name);
  const [value, target] =
    values?.workspaceValue === undefined
      ? [values?.globalValue, ConfigurationTarget.Global]
      : [values.workspaceValue, ConfigurationTarget.Workspace];
  await configuration.update(name, next(value), target);
}
