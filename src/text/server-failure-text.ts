import type { Crashes } from "../../common/restart-policy.ts";
import { t } from "./l10n.ts";

/** Why the language server isn't running, in a sentence. @param crashes undefined where it couldn't be started at all */
export function serverFailure(crashes: Crashes | undefined): string {
  return crashes
    ? t(
        "Ossicle's language server crashed {0} times in {1} minutes and won't be restarted.",
        crashes.count,
        crashes.minutes,
      )
    : t("Ossicle's language server couldn't be started.");
}
