import assert from "node:assert/strict";
import { chatHtml } from "../../../../../src/chat/view/chat-html.ts";

describe("page of the chat", () => {
  const page = chatHtml({
    cspSource: "https://host",
    script: "https://host/chat.js",
    maths: "https://w/maths.js",
    styles: ["https://host/chat.css"],
    nonce: "abc",
    strings: { 'Say "hi" <now>': "Sag 'hi' & <jetzt>" },
    language: "de",
    title: "Chat",
  });

  it("may run its one script, and load nothing from elsewhere", () => {
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    assert.match(policy, /^default-src &#39;none&#39;; script-src &#39;nonce-abc&#39;; /);
    assert.doesNotMatch(policy, /unsafe|\*|data:|http:/);
    assert.equal([...page.matchAll(/<script/g)].length, 1);
  });

  it("hands the translations over as an attribute that nothing in them can end", () => {
    const [, strings = ""] = /data-strings="([^"]*)"/.exec(page) ?? [];
    assert.doesNotMatch(strings, /[<>]/);
    const entities: Record<string, string> = { quot: '"', "#39": "'", lt: "<", gt: ">", amp: "&" };
    const text = strings.replace(/&([#\w]+);/g, (_, name: string) => entities[name] ?? "");
    assert.deepEqual(JSON.parse(text), { 'Say "hi" <now>': "Sag 'hi' & <jetzt>" });
  });
});
