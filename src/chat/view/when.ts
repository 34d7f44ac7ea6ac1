import { clock } from "../../../common/format.ts";
import { t } from "../../text/l10n.ts";

/** "today, 14:05", "yesterday, 14:05", or the date, in the user's notation. Times are milliseconds since the epoch. */
export function when(time: number, now: number): string {
  const day = new Date(time).toDateString();
  if (day === new Date(now).toDateString()) return t("today, {0}", clock(time));
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === yesterday.toDateString()) return t("yesterday, {0}", clock(time));
  return new Date(time).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}
