/** A file that git doesn't know yet, in the form of a diff. */
import { linesOf } from "../../common/text-lines.ts";

export function newFileDiff(path: string, text: string): string {
  if (text === "") return `new file: ${path} (empty)`;
  const lines = linesOf(text.replace(/\r\n$|\n$/, ""));
  return [
    `diff --git a/${path} b/${path}`,
    "new file",
    "--- /dev/null",
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
  ].join("\n");
}
