import type { ProtectedKind } from "../../common/protected-paths/table.ts";
import { t } from "./l10n.ts";

/**
 * Why a model's change of a file is refused or asked for, in a sentence for the user.
 *
 * @param isLink whether it is only through a link that the file is outside
 */
export function protectionText(
  kind: Exclude<ProtectedKind, "excluded">,
  name: string,
  isLink = false,
): string {
  switch (kind) {
    case "outside":
      return isLink
        ? t("{0} leads outside the workspace through a link.", name)
        : t("{0} is outside the workspace.", name);
    case "versionControl":
      return t("{0} belongs to version control, which Ossicle doesn't touch.", name);
    case "editor":
      return t("What {0} says can run commands by itself, for example when the folder is opened.", name);
    case "ossicle":
      return t("{0} changes what Ossicle tells the model or leaves out.", name);
    case "hooks":
      return t("Git runs what {0} says by itself, for example with each commit.", name);
    case "ci":
      return t("{0} runs on a build server, often with access to secrets.", name);
    case "lockFile":
      return t("{0} pins what is installed. Your package manager usually writes it.", name);
    case "rules":
      return t("Assistants follow what {0} says with every later question.", name);
  }
}
