import { Disposable, window } from "vscode";
import type { LanguageServer } from "../server/language-server.ts";
import { t } from "../text/l10n.ts";
import { Refusal } from "../text/refusal.ts";
import { snoozeEntries, UNTIL_RESTART } from "../text/snooze-text.ts";
import type { CommandHandler } from "../ui/commands.ts";
import { pickAndRun } from "../ui/pick.ts";
import type { Snooze } from "./snooze.ts";
import { enableLanguage, enableSuggestions, languageEnabled } from "./suggestion-settings.ts";

/** Suggestions on and off: everywhere, for a language, for a while. */
export function suggestionCommands(snooze: Snooze) {
  return {
    "ossicle.enableSuggestions": () => enableSuggestions(true),
    "ossicle.disableSuggestions": () => enableSuggestions(false),
    "ossicle.toggleSuggestionsForLanguage": async () => {
      const languageId = window.activeTextEditor?.document.languageId;
      if (languageId === undefined) throw new Refusal(t("Open a file in that language first."));
      await enableLanguage(languageId, !languageEnabled(languageId));
    },
    "ossicle.snoozeSuggestions": async (time?: unknown) => {
      if (typeof time === "number") await snooze.set(Date.now() + time * 60_000);
      else if (time === "restart") await snooze.set(UNTIL_RESTART);
      else {
        const groups = [{ title: "", entries: snoozeEntries() }];
        await pickAndRun(groups, { placeHolder: t("Snooze suggestions in this window") });
      }
    },
    "ossicle.endSnooze": () => snooze.set(undefined),
  } satisfies Record<string, CommandHandler>;
}

/** Tells the server of the snooze: whenever it changes, and each new server. */
export function sendSnooze(server: LanguageServer, snooze: Snooze): Disposable {
  let wasRunning = false;
  return Disposable.from(
    server.onDidChange(() => {
      const running = server.state === "running";
      if (running && !wasRunning && snooze.until !== undefined) send();
      wasRunning = running;
    }),
    snooze.onDidChange(send),
  );

  function send(): void {
    server.client?.snooze(snooze.until);
  }
}
