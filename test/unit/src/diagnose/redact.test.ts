import assert from "node:assert/strict";
import fc from "fast-check";
import { redact, redactPath } from "../../../../src/diagnose/redact.ts";

const HOME = "/home/ada";
const FOLDER = "/home/ada/work/secret-project";
const WINDOWS_HOME = "C:\\Users\\Anna Maria";

describe("redaction", () => {
  const cases: [string, string][] = [
    ["read /srv/data/a.ts:12", "read …:12"],
    ["'/home/ada/notes.md' is gone", "'~/…' is gone"],
    ["C:\\Users\\ada\\a.ts", "…"],
    ["/opt/models/x-Q4.gguf is cut short", "…/x-Q4.gguf is cut short"],
    ["a/b and 1/2 tokens stay", "a/b and 1/2 tokens stay"],
    ["84 tokens/s", "84 tokens/s"],
    ["https://huggingface.co/x", "https://huggingface.co/x"],
    ["https://huggingface.co/x, then /srv/a b", "https://huggingface.co/x, then …"],
    ["untitled:Untitled-1", "untitled:Untitled-1"],
    ["no path // at all / here", "no path // at all / here"],
    // With blanks
    ["C:\\Users\\Anna Maria\\secret plan.ts", "…"],
    ["c:/Users/Anna Maria/secret plan.ts can't be read", "… can't be read"],
    ["/data/kunden/mueller gmbh/a.ts", "…"],
    ["open /data/kunden/mueller gmbh: it is gone", "open …: it is gone"],
    ["/data/kunden/mueller gmbh is gone.", "… is gone."],
    ["/data/Notes for Anna", "…"],
    ["~/private/my plan.ts", "~/…"],
    ["~ada/private/x", "~/…"],
    ["~\\private\\x", "~/…"],
    ["\\\\server\\share\\Anna Maria\\plan b.ts is locked", "… is locked"],
    ["\\\\?\\C:\\Users\\Anna Maria\\x", "…"],
    ["//server/share/Anna Maria/x.ts", "…"],
    ["file:///C:/Users/Anna Maria/secret plan.ts", "…"],
    ["file:///home/ada/my%20plan.ts failed", "… failed"],
    ["vscode-remote://ssh-remote+host:22/srv/my plan.ts", "…"],
    ["git:/srv/my plan.ts", "git:…"],
    ["C:\\Program Files (x86)\\Anna Maria\\plan.ts", "…"],
    ["/data/akte (mueller)", "…"],
    ["/srv/app/[user id]/page.tsx is open", "… is open"],
    ["$HOME/private/my plan.ts", "…"],
    ["%USERPROFILE%\\private\\my plan.ts", "…"],
    ["./src/my plan.ts, ../x y/z", "…, …"],
    ["cwd:/srv/my plan", "cwd:…"],
    ["-I/home/ada/my plan", "-I~/…"],
    ["/home/ada/Anna's plans/a.ts has no end", "~/… has no end"],
    // In quotation marks
    ["open '/home/ada/it's my plan.ts' twice", "open '~/…' twice"],
    ['{"model":"/srv/Anna Maria/plan.ts","bytes":1}', '{"model":"…","bytes":1}'],
    ["stat `C:\\Users\\Anna Maria` was slow", "stat `…` was slow"],
    ["“/srv/Anna Maria/plan” of the day", "“…” of the day"],
    // Several of them, and what is around them
    ["/srv/a b/c.ts /srv/d e.ts", "… …"],
    ["rename '/srv/a b' -> '/srv/c d'", "rename '…' -> '…'"],
    ["    at load (/home/ada/my work/a.ts:12:3)", "    at load (~/…:12:3)"],
    ["    at C:\\Users\\Anna Maria\\a b.ts:12:3", "    at …:12:3"],
    ["    at file:///srv/my work/a.mjs:12:3", "    at …:12:3"],
    ["/srv/a b.ts\nnext line", "…\nnext line"],
    ["/run/x/1.sock (process 12) is dead", "… (process 12) is dead"],
    ["/opt/My Models/x y-Q4.gguf of the user", "…/x y-Q4.gguf of the user"],
    // Of the workspace
    [`${FOLDER}/my plan.ts was closed`, "… was closed"],
    [`${FOLDER.toUpperCase()}/my plan.ts`, "…"],
    [`x=${FOLDER}`, "x=…"],
    [`${FOLDER}-two/my plan.ts`, "~/…"],
  ];
  for (const [text, expected] of cases)
    it(`makes ${JSON.stringify(expected)} of ${JSON.stringify(text)}`, () =>
      assert.equal(redact(text, HOME, [FOLDER]), expected));

  it("knows a home folder with blanks", () => {
    assert.equal(redact("C:\\Users\\Anna Maria\\secret plan.ts is gone", WINDOWS_HOME, []), "~/… is gone");
  });

  it("shortens the home folder in a setting's path, and only that", () => {
    assert.equal(redactPath("/home/ada/m.gguf", HOME), "~/m.gguf");
    assert.equal(redactPath("/home/adalbert/m.gguf", HOME), "/home/adalbert/m.gguf");
    assert.equal(redactPath("/home/ada", HOME), "~");
  });

  it("leaves nothing of a path, whatever it begins with, holds and stands in", () => {
    const name = fc
      .array(fc.stringMatching(/^[a-z]{6,12}$/), { minLength: 1, maxLength: 3 })
      .map((words) => words.join(" "));
    fc.assert(
      fc.property(
        fc.constantFrom(
          FOLDER,
          HOME,
          "~",
          ".",
          "/srv",
          "C:",
          "\\\\server",
          "file:///C:",
          "vscode-vfs://host",
        ),
        fc.constantFrom("/", "\\"),
        fc.array(name, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(
          [" ", ""],
          [" ", " failed"],
          ["'", "'"],
          ['"', '" x'],
          ["(", ":1:2)"],
          [": ", ": it"],
        ),
        (root, separator, parts, [before, after]) => {
          const path = `${root}${separator}${parts.join(separator)}.ts`;
          const text = redact(`line${before}${path}${after}`, HOME, [FOLDER]);
          for (const word of parts.join(" ").split(" ")) assert(!text.includes(word), `${path}: ${text}`);
        },
      ),
    );
  });
});
