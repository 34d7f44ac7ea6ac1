import assert from "node:assert/strict";
import type { Prompt } from "../../../../../language-server/engine-protocol/protocol.ts";
import { Prompter } from "../../../../../language-server/features/completion/prompter.ts";
import { DIALECTS } from "../../../../../language-server/protocol/models.ts";
import { at, backspace, insert, moveTo, sourceLines, type TypedText } from "./typing.ts";

const TYPED = `export function average(values: number[]): number {
  if (values.length === 0) {
    return 0;
  }
  let total = 0;
  for (const value of values) {
    total += value;
  }
  return total / values.length;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted[middle] ?? 0;
}
`;

/** Every state of the text while someone types: with line breaks, a burst of backspaces and one jump. */
function* states(): Generator<TypedText> {
  let place = at(`${sourceLines(80)}|\n${sourceLines(60)}`);
  for (const key of TYPED.match(/\n[ \t]*|[^\n]/g) ?? []) {
    place = insert(place, key);
    yield place;
    if (place.text.slice(0, place.cursor).endsWith("total += value;")) {
      for (let n = 0; n < 12; n++) {
        place = backspace(place);
        yield place;
      }
      for (const letter of " += value;  ".trimEnd().padEnd(10)) {
        place = insert(place, letter);
        yield place;
      }
    }
  }
  place = moveTo(place, place.text.indexOf("  const value31") - 1);
  for (const key of ["\n  ", ..."const before = value;"]) {
    place = insert(place, key);
    yield place;
  }
}

function textOf(prompt: Prompt): string {
  if (!Array.isArray(prompt)) return [...prompt.messages.map(({ text }) => text), prompt.prefill].join("");
  return prompt
    .map((part) =>
      "text" in part
        ? part.text
        : "special" in part
          ? part.special
          : "infill" in part
            ? `<${part.infill}>`
            : "",
    )
    .join("");
}

for (const dialect of DIALECTS)
  describe(`the prompts of an ordinary hour's typing, ${dialect}`, () => {
    const prompter = new Prompter({
      context: { pieces: () => [], isOutdated: () => false, fileOf: (uri) => uri },
      workspaceFolders: () => [],
      dialect: () => dialect,
    });
    const prompts = [...states()].map((place) => {
      const { prompt, continueWith, reanchored } = prompter.prepare({
        ...place,
        uri: "file:///a.ts",
        languageId: "typescript",
      });
      const text = textOf(prompt);
      return { text, whole: text + (continueWith ?? ""), reanchored };
    });

    it("only append, but for backspaces and the few new anchors", () => {
      const rewritten = prompts.filter(({ text, reanchored }, index) => {
        const previous = prompts[index - 1];
        if (reanchored !== null || !previous) return false;
        // A backspace takes from the end; a healed word is given back to the answer.
        return !text.startsWith(previous.text) && !previous.whole.startsWith(text);
      });
      assert.deepEqual(rewritten, []);
      assert.ok(prompts.length > 400, String(prompts.length));
    });

    it("have new anchors a handful of times", () => {
      const reasons = prompts.map(({ reanchored }) => reanchored).filter((reason) => reason !== null);
      assert.equal(reasons[0], "first");
      assert.ok(reasons.length <= 4, reasons.join());
    });

    it("share at least 98 % of their text with the prompt before", () => {
      let shared = 0;
      let all = 0;
      for (const [index, { text }] of prompts.entries()) {
        const previous = prompts[index - 1]?.text ?? "";
        let common = 0;
        while (common < text.length && text.charAt(common) === previous.charAt(common)) common++;
        shared += common;
        all += text.length;
      }
      assert.ok(shared / all >= 0.98, String(shared / all));
    });

    it("always end with the text before the cursor", () => {
      const places = [...states()];
      for (const [index, { whole }] of prompts.entries()) {
        const place = places[index];
        const [begun = ""] = whole.split(/```typescript\n|<middle>/).slice(-1);
        assert.ok(place?.text.slice(0, place.cursor).endsWith(begun));
      }
    });
  });
