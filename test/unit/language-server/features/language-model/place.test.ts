import assert from "node:assert/strict";
import { placeOf } from "../../../../../language-server/features/language-model/place.ts";
import type { RequestKind } from "../../../../../language-server/features/language-model/request-kind.ts";

const EDIT = 8_192;
const CHAT = 32_768;

/** Lane and context of a request that fits the edits' context, and of one that doesn't. */
const PLACES: [RequestKind, small: [string, number], large: [string, number]][] = [
  ["conversation", ["chat", CHAT], ["chat", CHAT]],
  ["compaction", ["side in chat", CHAT], ["side in chat", CHAT]],
  ["summary", ["side", EDIT], ["side in chat", CHAT]],
  ["side", ["side", EDIT], ["side in chat", CHAT]],
  ["foreign", ["side", EDIT], ["side in chat", CHAT]],
  ["inline", ["edit", EDIT], ["chat", CHAT]],
];

describe("where a request runs", () => {
  for (const [kind, ...places] of PLACES)
    it(`is known for the kind ${kind}`, () => {
      const found = [EDIT, undefined].map((editTokens) => {
        const { at, contextTokens } = placeOf(kind, undefined, editTokens, CHAT);
        return [at.context === undefined ? at.lane : `${at.lane} in ${at.context}`, contextTokens];
      });
      assert.deepEqual(found, places);
    });

  it("is the conversation's own sequence for what belongs to it, and no other's for the rest", () => {
    const session = (kind: RequestKind, conversation?: string) =>
      placeOf(kind, conversation, undefined, CHAT).at.session;
    assert.equal(session("conversation", "one"), session("compaction", "one"));
    const sessions = [
      session("conversation", "one"),
      session("conversation", "two"),
      ...(["summary", "side", "foreign", "inline"] as const).map((kind) => session(kind)),
    ];
    assert.equal(new Set(sessions).size, sessions.length);
  });
});
