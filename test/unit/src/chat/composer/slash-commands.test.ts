import assert from "node:assert/strict";
import fc from "fast-check";
import { promptFileCommand } from "../../../../../src/chat/composer/prompt-file.ts";
import { MAX_RULES_CHARS, rulesText } from "../../../../../src/chat/composer/rules.ts";
import {
  builtInCommands,
  commandIn,
  matchingCommands,
  promptOf,
  type SlashCommand,
  titleOf,
} from "../../../../../src/chat/composer/slash-commands.ts";

const COMMANDS = builtInCommands();
const own = (text: string, name = "review.md") => promptFileCommand(name, text);

describe("slash commands", () => {
  const texts: [string, string | undefined, string?][] = [
    ["/explain", "explain", ""],
    ["  /Fix the loop\nand the test ", "fix", "the loop\nand the test"],
    ["/commit\n", "commit", ""],
    ["/explain/this", undefined],
    ["/usr/bin/env: what is it?", undefined],
    ["/unknown command", undefined],
    ["What does /fix do?", undefined],
    ["/", undefined],
    ["/ fix", undefined],
    ["", undefined],
  ];
  for (const [text, name, input] of texts)
    it(`${name ? `finds /${name}` : "finds none"} in ${JSON.stringify(text)}`, () => {
      const found = commandIn(text, COMMANDS);
      assert.equal(found?.command.name, name);
      assert.equal(found?.input, input);
    });

  it("tells the model what the command means, and then what the user typed", () => {
    const fix = commandIn("/fix the loop", COMMANDS);
    assert(fix);
    const prompt = promptOf(fix.command, fix.input);
    assert(prompt.startsWith(fix.command.instruction));
    assert(prompt.endsWith("\n\nthe loop"));
    assert.equal(promptOf(fix.command, ""), fix.command.instruction);
  });

  it("puts what was typed where a prompt file wants it, as it is", () => {
    const command = own("Review $input. Mind $input well.");
    assert(command);
    fc.assert(
      fc.property(fc.string(), (input) => {
        assert.equal(promptOf(command, input), `Review ${input}. Mind ${input} well.`);
      }),
    );
  });

  it("lists what begins with the typed letters first, then what holds them", () => {
    const names = (query: string) => matchingCommands(COMMANDS, query).map(({ name }) => name);
    assert.deepEqual(names("").length, COMMANDS.length);
    assert.deepEqual(names("re")[0], "refactor");
    assert.deepEqual(names("MESSAGE"), ["commit"]);
    assert.deepEqual(names("zzz"), []);
  });

  it("names a chat by what the command does, to what", () => {
    const title = (text: string, subject?: string) => {
      const hello = own("Greet $input.", "say-hello.md");
      const found = hello && commandIn(text, [...COMMANDS, hello]);
      assert(found);
      return titleOf(found.command, found.input, subject);
    };
    assert.equal(title("/explain", "shop.ts"), "Explain shop.ts");
    assert.equal(title("/tests the edges", "shop.ts"), "Write tests for shop.ts: the edges");
    assert.equal(title("/commit", "2 files"), "Write a commit message");
    assert.equal(title("/explain"), "Explain");
    assert.equal(title("/say-hello Ada", "shop.ts"), "Say hello Ada");
    assert.equal(title("/say-hello", "shop.ts"), "Say hello shop.ts");
  });

  it("has a name of its own for each", () => {
    assert.equal(new Set(COMMANDS.map(({ name }) => name)).size, COMMANDS.length);
    for (const { kind, instruction } of COMMANDS) assert.equal(instruction !== "", kind === "ask");
  });
});

describe("prompt file", () => {
  it("is a command with the file's name, described by its first line without markup", () => {
    const expected: SlashCommand = {
      name: "code-review",
      kind: "ask",
      icon: "bookmark",
      description: "Review carefully",
      instruction: "## **Review** carefully\n\n- bugs\n- style",
    };
    assert.deepEqual(own("\uFEFF\n## **Review** carefully\n\n- bugs\n- style\n", "Code Review.md"), expected);
  });

  it("is no command when it is empty", () => {
    assert.equal(own(" \n"), undefined);
    assert.equal(own("text", ".md"), undefined);
  });

  it("has a short description, also of a long line", () => {
    assert.equal(own("x".repeat(5_000))?.description.length, 100);
  });

  it("can be called by its name, whatever that is", () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((name) => !/[/\\\0]/.test(name)),
        (name) => {
          const command = promptFileCommand(`${name}.md`, "Do it.");
          if (command) assert.equal(commandIn(`/${command.name} now`, [command])?.input, "now");
        },
      ),
    );
  });
});

describe("project rules", () => {
  it("are taken whole where they are short enough", () => {
    assert.deepEqual(rulesText("\uFEFF# Rules\n\nTabs.\n"), { text: "# Rules\n\nTabs.", isCut: false });
  });

  it("are cut at the end of a line, and say so", () => {
    const { text, isCut } = rulesText("a rule of some length\n".repeat(2_000));
    assert(isCut);
    assert(text.length <= MAX_RULES_CHARS && text.length > MAX_RULES_CHARS - 30);
    assert.match(text, /length$/);
  });

  it("never take more than they may, even on one line", () => {
    assert.equal(rulesText("x".repeat(50_000)).text.length, MAX_RULES_CHARS);
  });
});
