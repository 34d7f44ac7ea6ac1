/** `- [ ] to do` and `- [x] done` as boxes, which are there to be read and not to be ticked. */
import type { MarkdownIt } from "markdown-it";
import { t } from "../strings.ts";

const BOX = /^\[([ xX])\] /;

export function taskListPlugin(md: MarkdownIt): void {
  md.core.ruler.after("inline", "task_list", ({ tokens, Token }) => {
    for (const [index, token] of tokens.entries()) {
      const box = BOX.exec(token.content)?.[1];
      const first = token.children?.[0];
      if (
        token.type !== "inline" ||
        box === undefined ||
        !first ||
        tokens[index - 2]?.type !== "list_item_open"
      )
        continue;
      first.content = first.content.slice(BOX.exec(first.content)?.[0].length ?? 0);
      tokens[index - 2]?.attrJoin("class", "task");
      const input = new Token("task_box", "input", 0);
      input.attrs = [
        ["type", "checkbox"],
        ["disabled", ""],
        ["aria-label", box === " " ? t("to do") : t("done")],
        ...(box === " " ? [] : [["checked", ""] as [string, string]]),
      ];
      token.children?.unshift(input);
    }
  });
}
