import assert from "node:assert/strict";
import type { Piece } from "../../../../../language-server/features/completion/pieces/piece.ts";
import { problemPieces } from "../../../../../language-server/features/completion/pieces/problems.ts";
import {
  type PreparedPrompt,
  Prompter,
} from "../../../../../language-server/features/completion/prompter.ts";
import { textsOfPrompt } from "../../../../../language-server/prompt/dialects.ts";
import type { NearProblem } from "../../../../../language-server/protocol/completion.ts";
import { at, insert, moveTo, sourceLines, type TypedText } from "./typing.ts";

const PLACE = at(`${sourceLines(60)}function sum(values: number[]) {\n  |\n}\n${sourceLines(80)}`);
const DEFINITION: Piece = { kind: "definition", uri: "file:///w/b.ts", text: "export class Cart {}" };
const SIMILAR: Piece = { kind: "similar", uri: "file:///w/c.ts", text: "const like = 1;" };
const SOLVED: NearProblem = { code: "lenght", message: "There is no such property.", onLine: true };

/** A document with what is found for it. */
class Asked {
  found: Piece[] = [];
  readonly #prompter = new Prompter({
    context: {
      pieces: (place) => [...this.found, ...problemPieces(place)],
      isOutdated: () => false,
      fileOf: (uri) => uri,
    },
    workspaceFolders: () => ["file:///w"],
    dialect: () => "harmony",
  });

  prepare(place: TypedText, problems: readonly NearProblem[] = []): PreparedPrompt {
    return this.#prompter.prepare({ ...place, uri: "file:///w/a.ts", languageId: "typescript", problems });
  }

  renew(place: TypedText, how: "withPieces" | "nearerOnly"): PreparedPrompt | undefined {
    return this.#prompter.renew({ ...place, uri: "file:///w/a.ts", languageId: "typescript" }, how);
  }
}

const textOf = (prompt: PreparedPrompt | undefined) => (prompt ? textsOfPrompt(prompt.prompt).join("") : "");

describe("the prompts of a document", () => {
  it("have what was found later with the next anchor", () => {
    const asked = new Asked();
    asked.prepare(PLACE);
    asked.found = [DEFINITION];
    const typed = insert(PLACE, "a");
    assert.doesNotMatch(textOf(asked.prepare(typed)), /class Cart/);
    assert.match(textOf(asked.prepare(moveTo(typed, 200))), /From b\.ts:\n```typescript\nexport class Cart/);
  });

  it("have it once nobody types, where there is time for it", () => {
    const asked = new Asked();
    asked.prepare(PLACE);
    asked.found = [DEFINITION];
    assert.equal(asked.renew(PLACE, "nearerOnly"), undefined);
    const renewed = asked.renew(PLACE, "withPieces");
    assert.equal(renewed?.reanchored, "piecesFound");
    assert.match(textOf(renewed), /class Cart/);
    const next = asked.prepare(insert(PLACE, "a"));
    assert.equal(next.reanchored, null);
    assert.match(textOf(next), /class Cart/);
    assert.equal(asked.renew(PLACE, "withPieces"), undefined);
  });

  it("aren't made anew for code that is only similar", () => {
    const asked = new Asked();
    asked.prepare(PLACE);
    asked.found = [SIMILAR];
    assert.equal(asked.renew(PLACE, "withPieces"), undefined);
  });

  it("lose a problem once it is solved, and nothing that stands before it", () => {
    const asked = new Asked();
    asked.found = [DEFINITION];
    const first = asked.prepare(PLACE, [SOLVED]);
    assert.match(textOf(first), /lenght: There is no such property/);
    const onOtherLine = { ...SOLVED, onLine: false };
    assert.equal(asked.prepare(insert(PLACE, "a\n"), [onOtherLine]).reanchored, null);
    const solved = asked.prepare(insert(PLACE, "ab"));
    assert.equal(solved.reanchored, "problemsChanged");
    assert.doesNotMatch(textOf(solved), /lenght/);
    const before = textOf(first).split("Problems near")[0] ?? "";
    assert.ok(before.includes("class Cart") && textOf(solved).startsWith(before.trimEnd()));
  });
});
