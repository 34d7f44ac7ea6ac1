/** Why nothing of what the model wrote is shown, as a sentence for the user. */
import { t } from "../../../text/l10n.ts";
import type { StopRule } from "./stop-rules.ts";
import { whatWasTidiedAway } from "./tidy.ts";
import { type TrimContext, whyNothingLeft } from "./trim.ts";

/**
 * Of an answer that is blank once it is put right.
 *
 * @param text as the model wrote it, up to where a rule has ended it
 */
export function whyBlank(text: string, stoppedBy: StopRule | undefined): string {
  switch (whatWasTidiedAway(text)) {
    case "fileName":
      return t("The model only wrote the name of the file.");
    case "commentMark":
      return t("The model only began a comment.");
    case undefined:
      return whyEndedAtOnce(stoppedBy);
  }
}

function whyEndedAtOnce(rule: StopRule | undefined): string {
  switch (rule) {
    case "repeatsNextLine":
    case "endedText":
    case "closedBlock":
      return alreadyThere();
    case "closedBracket":
      return t("The model only closed a bracket that is closed already, or that nothing opens.");
    case "repetition":
      return t("The model only repeated the line above.");
    case "runawayLine":
    case "maxLines":
      return t("What the model wrote is too long for a suggestion.");
    // It goes on with what comes after this place.
    default:
      return t("The model has nothing to add here.");
  }
}

/** Of an answer that is trimmed away at its place; undefined when it isn't. */
export function whyTrimmedAway(answer: string, context: TrimContext): string | undefined {
  switch (whyNothingLeft(answer, context)) {
    case "blank":
      return t("The model has nothing to add here.");
    case "alreadyThere":
      return alreadyThere();
    case "incomplete":
      return context.cut
        ? t("The limit of tokens cut off the suggestion before any of it was complete.")
        : t("What the model wrote is incomplete.");
    case "prose":
      return t("The model wrote a sentence instead of code.");
    case "unfitting":
      return t("What the model wrote doesn't fit before the rest of the line.");
    case undefined:
      return undefined;
  }
}

export function alreadyThere(): string {
  return t("The suggested text is already there.");
}
