import assert from "node:assert/strict";
import type { Part, Prompt } from "../../../../language-server/engine-protocol/protocol.ts";
import type { CompletionPrompt } from "../../../../language-server/prompt/completion-prompt.ts";
import { type Conversation, renderConversation } from "../../../../language-server/prompt/conversation.ts";
import { chatDialect, renderCompletion, renderEdit } from "../../../../language-server/prompt/dialects.ts";
import {
  templateMessages,
  templatePrompt,
} from "../../../../language-server/prompt/template-conversation.ts";
import { DIALECTS } from "../../../../language-server/protocol/models.ts";

const PROMPT: CompletionPrompt = {
  path: "src/add.ts",
  languageId: "typescript",
  fence: "```",
  pieces: [{ kind: "similar", path: "src/sub.ts", text: "export const sub = 1;" }],
  suffix: "\n}\n",
  head: "import x from 'y';\n",
  prefill: "function add(a, b) {\n  ",
};

/** As a model has it that knows repositories and files, or one that doesn't. */
function sent(prompt: Prompt, knowsFiles: boolean): string {
  assert.ok(Array.isArray(prompt));
  return prompt.map(said).join("");

  function said(part: Part): string {
    if ("heading" in part) return knowsFiles ? `<${part.heading}>${part.text}` : "";
    if ("unheaded" in part) return knowsFiles ? "" : part.unheaded;
    if ("infill" in part) return `<${part.infill}>`;
    if ("start" in part) return "<start>";
    return "text" in part ? part.text : "";
  }
}

describe("the prompt of a completion", () => {
  it("by infill tokens has other files first, then what stands before and after, and the code so far last", () => {
    const { prompt, fence } = renderCompletion("infill", PROMPT);
    assert.equal(fence, undefined);
    assert.equal(
      sent(prompt, true),
      "<start><repository>project\n<file>src/sub.ts\nexport const sub = 1;\n<file>src/add.ts\n" +
        "<prefix>import x from 'y';\n<suffix>\n}\n<middle>function add(a, b) {\n  ",
    );
  });

  it("by infill tokens names files in comments where the model has no token for them", () => {
    const { prompt } = renderCompletion("infill", PROMPT);
    assert.equal(
      sent(prompt, false),
      "<start><prefix>// src/sub.ts\nexport const sub = 1;\n\n// src/add.ts\nimport x from 'y';\n" +
        "<suffix>\n}\n<middle>function add(a, b) {\n  ",
    );
    const markdown = renderCompletion("infill", { ...PROMPT, pieces: [], languageId: "markdown" });
    assert.match(sent(markdown.prompt, false), /^<start><prefix>import/);
  });

  it("by infill tokens has what stands after first where the model was trained so", () => {
    const { prompt } = renderCompletion("infillSuffixFirst", PROMPT);
    assert.equal(
      sent(prompt, true),
      "<start><file>src/sub.ts\nexport const sub = 1;\n<file>src/add.ts\n" +
        "<suffix>\n}\n<prefix>import x from 'y';\n<middle>function add(a, b) {\n  ",
    );
  });

  it("by infill tokens says in comments what isn't code", () => {
    const edit = { kind: "edit", path: "src/sub.ts", text: "-const a = 1;\n+const a = 2;" } as const;
    const problem = { kind: "problem", path: "src/add.ts", text: "Cannot find name 'x'." } as const;
    const notes =
      "// Changed a moment ago in src/sub.ts:\n// -const a = 1;\n// +const a = 2;\n" +
      "// Problem: Cannot find name 'x'.\n";
    const of = (languageId: string) =>
      renderCompletion("infill", { ...PROMPT, languageId, pieces: [edit, problem] }).prompt;
    const start = "<start><file>src/add.ts\n<prefix>";
    assert.ok(sent(of("typescript"), true).startsWith(`${start}${notes}import x from 'y';\n<suffix>`));
    // There is no comment that ends with its line.
    assert.ok(sent(of("markdown"), true).startsWith(`${start}import x from 'y';\n<suffix>`));
  });

  it("by a chat template is the same question as in Harmony, and the answer is begun", () => {
    const { prompt, fence } = renderCompletion("template", PROMPT);
    assert.ok(!Array.isArray(prompt));
    assert.deepEqual(
      prompt.messages.map(({ role }) => role),
      ["system", "user"],
    );
    assert.match(prompt.messages[1]?.text ?? "", /^From src\/sub\.ts:.*Code after the cursor:.*Code before/s);
    assert.equal(prompt.prefill, "```typescript\nfunction add(a, b) {\n  ");
    assert.equal(fence, "```");
  });

  it("without either is the bare code before the cursor", () => {
    const { prompt, fence } = renderCompletion("plain", PROMPT);
    assert.equal(sent(prompt, false), "<start>import x from 'y';\nfunction add(a, b) {\n  ");
    assert.equal(fence, undefined);
  });

  it("changes at its end only while the code up to the cursor grows, in every dialect", () => {
    for (const dialect of DIALECTS) {
      const one = JSON.stringify(renderCompletion(dialect, PROMPT).prompt);
      const typed = { ...PROMPT, prefill: `${PROMPT.prefill}return` };
      const next = JSON.stringify(renderCompletion(dialect, typed).prompt);
      assert.ok(next.startsWith(one.replace(/["}\]]+$/, "")), dialect);
    }
  });
});

/** A family whose maker says how it is asked to fill in. */
interface Family {
  dialect: "infill" | "infillSuffixFirst";
  /** What its vocabulary has; absent: no such token. */
  tokens: { repository?: string; file?: string; prefix: string; suffix: string; middle: string };
  asked: Pick<CompletionPrompt, "path" | "pieces" | "head" | "suffix" | "prefill">;
  expected: string;
}

/** Of other files, as they are shown. */
const file = (path: string, text: string) => ({ kind: "similar", path, text }) as const;

const FAMILIES: Record<string, Family> = {
  // https://github.com/QwenLM/Qwen2.5-Coder, examples/Qwen2.5-Coder-repolevel-fim.py
  "Qwen2.5-Coder": {
    dialect: "infill",
    tokens: {
      repository: "<|repo_name|>",
      file: "<|file_sep|>",
      prefix: "<|fim_prefix|>",
      suffix: "<|fim_suffix|>",
      middle: "<|fim_middle|>",
    },
    asked: {
      path: "main.py",
      pieces: [file("library.py", "class Book:\n    pass")],
      head: "from library import Book\n",
      suffix: "\nmain()",
      prefill: "",
    },
    expected:
      "<|repo_name|>project\n<|file_sep|>library.py\nclass Book:\n    pass\n<|file_sep|>main.py\n" +
      "<|fim_prefix|>from library import Book\n<|fim_suffix|>\nmain()<|fim_middle|>",
  },
  // https://huggingface.co/JetBrains/Mellum-4b-base, "Fill in the middle with additional files as context"
  Mellum: {
    dialect: "infillSuffixFirst",
    tokens: {
      repository: "<reponame>",
      file: "<filename>",
      prefix: "<fim_prefix>",
      suffix: "<fim_suffix>",
      middle: "<fim_middle>",
    },
    asked: {
      path: "example.py",
      pieces: [
        file("utils.py", "def multiply(x, y):\n    return x * y"),
        file("config.py", "DEBUG = True\nMAX_VALUE = 100"),
      ],
      head: "def calculate_sum(a, b):\n",
      suffix: "\n\n# Test the function\nresult = calculate_sum(5, 10)\nprint(result)",
      prefill: "",
    },
    expected:
      "<filename>utils.py\ndef multiply(x, y):\n    return x * y\n" +
      "<filename>config.py\nDEBUG = True\nMAX_VALUE = 100\n" +
      "<filename>example.py\n" +
      "<fim_suffix>\n\n# Test the function\nresult = calculate_sum(5, 10)\nprint(result)" +
      "<fim_prefix>def calculate_sum(a, b):\n<fim_middle>",
  },
  // https://arxiv.org/abs/2506.03524, section 2.2.6: single files, which begin with the path here
  "Seed-Coder": {
    dialect: "infillSuffixFirst",
    tokens: { prefix: "<[fim-prefix]>", suffix: "<[fim-suffix]>", middle: "<[fim-middle]>" },
    asked: {
      path: "sum.py",
      pieces: [],
      head: "def add(a, b):\n",
      suffix: "\nadd(1, 2)\n",
      prefill: "    ret",
    },
    expected: "<[fim-suffix]>\nadd(1, 2)\n<[fim-prefix]># sum.py\ndef add(a, b):\n<[fim-middle]>    ret",
  },
};

describe("the prompt of a completion by infill tokens", () => {
  for (const [name, { dialect, tokens, asked, expected }] of Object.entries(FAMILIES))
    it(`is what ${name}'s maker says`, () => {
      const { prompt } = renderCompletion(dialect, { ...PROMPT, languageId: "python", ...asked });
      assert.ok(Array.isArray(prompt));
      const parts = prompt.map((part) => {
        if ("heading" in part) return tokens[part.heading] ? `${tokens[part.heading]}${part.text}` : "";
        if ("unheaded" in part) return tokens.file ? "" : part.unheaded;
        if ("infill" in part) return tokens[part.infill];
        return "text" in part ? part.text : "";
      });
      assert.equal(parts.join(""), expected);
    });
});

describe("an edit by a chat template", () => {
  it("is begun with the fence", () => {
    const { prompt, fence } = renderEdit("template", {
      path: "a.py",
      languageId: "python",
      instruction: "Add.",
      before: "",
      after: "",
      selection: "a - b",
      related: [],
      problems: [],
    });
    assert.ok(!Array.isArray(prompt));
    assert.equal(prompt.prefill, "```python\n");
    assert.match(prompt.messages[1]?.text ?? "", /Add\.\n\nSelection:\n```python\na - b\n```$/);
    assert.equal(fence, "```");
  });

  it("is how models with infill tokens edit", () => {
    assert.deepEqual(DIALECTS.map(chatDialect), ["harmony", "template", "template", "template", "template"]);
  });
});

describe("a conversation by a chat template", () => {
  const conversation: Conversation = {
    reasoning: "low",
    date: "2026-03-01",
    instructions: "Be brief.",
    messages: [
      {
        role: "user",
        content: "Why?",
        context: [{ kind: "file", title: "a.ts", text: "let a;" }],
      },
      { role: "assistant", content: "So.", reasoning: "Hm." },
      { role: "user", content: "And?" },
    ],
  };

  it("has the instructions first, what is attached with its question, and no past thoughts", () => {
    assert.deepEqual(templateMessages(conversation), [
      { role: "system", text: "Be brief.\n\nCurrent date: 2026-03-01" },
      { role: "user", text: "a.ts:\n```\nlet a;\n```\n\nWhy?" },
      { role: "assistant", text: "So." },
      { role: "user", text: "And?" },
    ]);
  });

  it("says the same to the model as in Harmony", () => {
    const harmony = renderConversation(conversation).map((part) => ("text" in part ? part.text : ""));
    for (const { role, text } of templateMessages(conversation))
      if (role !== "system") assert.ok(harmony.includes(text), text);
  });

  it("goes on with an answer that was cut off", () => {
    const cut = { ...conversation, messages: conversation.messages.slice(0, 2) };
    const prompt = templatePrompt(cut, true);
    assert.deepEqual([prompt.messages.length, prompt.prefill], [2, "So."]);
    assert.equal(templatePrompt(conversation, false).prefill, undefined);
  });

  it("tells in words what another model's tools were called for", () => {
    const messages = templateMessages({
      ...conversation,
      messages: [
        { role: "assistant", content: "", toolCalls: [{ id: "1", name: "read", arguments: "{}" }] },
        { role: "tool", toolCallId: "1", content: "text" },
      ],
    });
    assert.deepEqual(messages.slice(1), [
      { role: "assistant", text: "Call of read: {}" },
      { role: "user", text: "Result of the call:\n\ntext" },
    ]);
  });
});
