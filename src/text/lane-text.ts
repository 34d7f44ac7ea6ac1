import { t } from "./l10n.ts";
/** The kinds of work in the engine, in the user's words; an unknown one keeps its own name. */
export function laneName(lane: string): string {
  switch (lane) {
    case "completion":
      return t("suggestions");
    case "edit":
      return t("edits");
    case "chat":
      return t("chat");
    case "side":
      return t("other requests");
    case "warm":
      return t("warm-up");
    default:
      return lane;
  }
}
