import assert from "node:assert/strict";
import type {
  AgentQuestionView,
  AnswerView,
  CallStepView,
  ChatState,
  StepView,
} from "../../src/chat/view/messages.ts";
import { violationsOn } from "./accessibility.ts";
import { answer, type ChatPage, EMPTY, forEachTest, question, THEME_NAMES, thread } from "./chat-page.ts";

const step = (id: string, more: Partial<CallStepView> = {}): CallStepView => ({
  kind: "call",
  id,
  icon: "file",
  state: "done",
  label: "Read {0}",
  target: "src/area.ts",
  detail: "1–40",
  text: "",
  ...more,
});
const READ = step("read", { file: { uri: "file:///w/src/area.ts", line: 12 }, reasoningMs: 900 });
const SEARCHED = step("search", {
  icon: "search",
  label: "Searched for {0}",
  target: '"area("',
  detail: "12 matches",
});
const EDITED = step("edit", {
  icon: "edit",
  label: "Edited {0}",
  target: "3 files",
  detail: "+12 −4",
  text: "I add the option and its test.",
  reasoningMs: 2_400,
});
const RUNS = step("run", {
  icon: "terminal",
  state: "running",
  label: "Running {0}",
  target: "npm test",
  detail: "",
});
const MAY_RUN: AgentQuestionView = {
  id: "may",
  stepId: "run",
  text: "May this command run?",
  detail: "npm test",
  actions: [
    { id: "run", label: "Run", isPrimary: true },
    { id: "always", label: "Always in This Workspace", isPrimary: false },
    { id: "skip", label: "Skip", isPrimary: false },
  ],
  takesNote: true,
};

const working = (steps: StepView[], more: Partial<AnswerView> = {}): ChatState["thread"] => ({
  ...thread(question("Add an option"), answer("", { id: "a", state: "waiting", steps, ...more })).thread,
  busy: true,
  mode: { chosen: "agent", off: [] },
});
const show = (chat: ChatPage, of: ChatState["thread"], more: Partial<ChatState> = {}) =>
  chat.show({ ...EMPTY, ...more, thread: of });

describe("the chat view: the agent", function () {
  this.timeout(60_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });

  it("lets the user choose what the model may do, by keyboard, and says why it can't", async () => {
    const { page } = chat;
    await show(chat, EMPTY.thread);
    await page.getByRole("radio", { name: "Ask" }).focus();
    await page.keyboard.press("ArrowRight");
    await chat.until((message) => message.type === "setMode" && message.mode === "agent");
    const why = "Agent is off in an untrusted workspace.";
    await show(chat, { ...EMPTY.thread, mode: { chosen: "ask", off: ["agent"], why } });
    assert.equal(await page.getByRole("radio", { name: "Agent" }).isDisabled(), true);
    await page.getByText(why).waitFor();
  });

  it("has a line for each step, which opens what the tool was given and gave", async () => {
    const { page } = chat;
    await show(chat, working([READ, SEARCHED]));
    const lines = await page.locator(".step").allInnerTexts();
    assert.deepEqual(lines, ["Read src/area.ts · 1–40", 'Searched for "area(" · 12 matches']);
    await page.getByRole("button", { name: 'Searched for "area("' }).press("Enter");
    await chat.until((message) => message.type === "openStep" && message.stepId === "search");
    const inside = { reasoning: "", input: "area(", output: "src/area.ts:1:export const area = (" };
    await chat.send({ type: "step", messageId: "a", stepId: "search", ...inside });
    await page.getByRole("region", { name: "Output" }).getByText("src/area.ts:1:").waitFor();
    await page.getByRole("button", { name: "Open src/area.ts" }).press("Enter");
    const opened = await chat.until((message) => message.type === "openChip");
    assert.equal(opened.type === "openChip" && opened.range?.start.line, 11);
  });

  it("folds the thoughts before a step", async () => {
    await show(chat, working([READ]));
    await chat.page.getByRole("button", { name: "Thought for 900 ms" }).click();
    await chat.until((message) => message.type === "openStep");
    await chat.send({
      type: "step",
      messageId: "a",
      stepId: "read",
      reasoning: "I should look.",
      input: "",
      output: "",
    });
    await chat.page.getByText("I should look.").waitFor();
  });

  it("asks in the thread: with the focus on the question where nothing is written, and no button under a key", async () => {
    const { page } = chat;
    await show(chat, working([{ ...RUNS, detail: "waits for you" }]));
    await show(chat, { ...working([{ ...RUNS, detail: "waits for you" }]), questions: [MAY_RUN] });
    await page.locator(".agent-question:focus").waitFor();
    await page.keyboard.press("Enter");
    assert.equal(
      chat.told.find((message) => message.type === "answerQuestion"),
      undefined,
    );
    await page.keyboard.press("Control+Enter");
    const told = await chat.until((message) => message.type === "answerQuestion");
    assert.deepEqual(told, { type: "answerQuestion", questionId: "may", actionId: "run" });
    // The keyboard is where the next question is written.
    await show(chat, working([RUNS]));
    await page.locator("textarea:focus").waitFor();
  });

  it("leaves the keyboard to who is writing, and takes what to do instead", async () => {
    const { page } = chat;
    await show(chat, working([RUNS]));
    await page.getByRole("textbox", { name: "Question" }).pressSequentially("And ");
    await show(chat, { ...working([RUNS]), questions: [MAY_RUN] });
    await page.locator(".agent-question").waitFor();
    await page.keyboard.press("Control+Enter");
    assert.equal(await page.locator("textarea:focus").count(), 1);
    const note = page.getByRole("textbox", { name: "What to do instead" });
    await note.fill("Only run the tests of area.ts");
    await note.press("Enter");
    const told = await chat.until((message) => message.type === "answerQuestion");
    assert.ok(told.type === "answerQuestion");
    assert.deepEqual([told.actionId, told.note], ["skip", "Only run the tests of area.ts"]);
  });

  it("says to a screen reader what a step did and what is asked", async () => {
    const { page } = chat;
    await show(chat, EMPTY.thread);
    await show(chat, working([{ ...READ, state: "running", label: "Reading {0}", detail: "" }]));
    await show(chat, working([READ]));
    const said = page.locator('[aria-live="polite"].spoken');
    await said.getByText("Read src/area.ts, 1–40").waitFor();
    await show(chat, { ...working([READ, RUNS]), questions: [MAY_RUN] });
    await page.locator('[aria-live="assertive"]').getByText("May this command run? npm test").waitFor();
  });

  it("stops a command alone, or doesn't wait for it, and lists those in the background", async () => {
    const { page } = chat;
    const command = { id: "c1", command: "npm test", since: Date.now(), tail: "3 passing" };
    const background = { id: "c2", command: "npm run dev", since: Date.now(), tail: "" };
    await show(chat, { ...working([{ ...RUNS, command }]), commands: [background] });
    await page.getByRole("button", { name: "Don't Wait" }).click();
    await chat.until((message) => message.type === "letGoOn" && message.id === "c1");
    await page.getByRole("button", { name: "Stop npm test" }).click();
    await chat.until((message) => message.type === "stopCommand" && message.id === "c1");
    await page
      .getByRole("list", { name: "Commands in the background" })
      .getByRole("button", { name: "Stop npm run dev" })
      .click();
    await chat.until((message) => message.type === "stopCommand" && message.id === "c2");
  });

  it("keeps or undoes what has changed: all of it, of one answer, or since", async () => {
    const { page } = chat;
    const changes = {
      files: [
        {
          path: "src/area.ts",
          uri: "file:///w/src/area.ts",
          change: "changed" as const,
          added: 12,
          removed: 4,
        },
      ],
      added: 12,
      removed: 4,
      notUndone: ["npm install"],
    };
    const done = thread(
      question("Add it"),
      answer("Done.", { id: "a1", steps: [EDITED], canUndo: true }),
      question("And a test"),
      answer("Done, too.", { id: "a2", steps: [EDITED], canUndo: true }),
    ).thread;
    await show(chat, { ...done, changes });
    const bar = page.getByRole("region", { name: "Changes" });
    for (const [name, action] of [
      ["Review", "review"],
      ["Keep All", "keepAll"],
      ["Undo All", "undoAll"],
    ] as const) {
      await bar.getByRole("button", { name }).click();
      await chat.until((message) => message.type === "changes" && message.action === action);
    }
    await bar.getByRole("button", { name: "1 file changed" }).click();
    await bar.getByText("npm install").waitFor();
    await bar.getByRole("button", { name: "src/area.ts" }).click();
    await chat.until((message) => message.type === "openChip" && message.uri === "file:///w/src/area.ts");
    await page.getByRole("button", { name: "Undo This Turn" }).last().click();
    await chat.until((message) => message.type === "undoTurn" && message.messageId === "a2");
    assert.equal(await page.getByRole("button", { name: "Restore to Here" }).count(), 1);
    await page.getByRole("button", { name: "Restore to Here" }).click();
    await chat.until((message) => message.type === "restoreTo" && message.messageId === "a1");
  });

  const full: ChatState["thread"] = {
    ...working([
      READ,
      SEARCHED,
      {
        kind: "compacted",
        id: "compacted-2",
        text: "The context was full. What came before was summed up: 24,100 tokens became 780.",
        summary: "The option is missing in `src/cli.ts`.",
      },
      EDITED,
      step("broken", { state: "broken", label: "Skipped {0}", target: "npm install", detail: "" }),
      { ...RUNS, label: "Run {0}", detail: "waits for you", target: "npm test -- --grep area" },
    ]),
    questions: [{ ...MAY_RUN, detail: "npm test -- --grep area" }],
    changes: {
      files: [
        { path: "src/cli.ts", uri: "file:///w/src/cli.ts", change: "changed", added: 8, removed: 4 },
        {
          path: "test/cli.test.ts",
          uri: "file:///w/test/cli.test.ts",
          change: "created",
          added: 4,
          removed: 0,
        },
        { path: "src/old.ts", uri: "file:///w/src/old.ts", change: "deleted", added: 0, removed: 9 },
      ],
      added: 12,
      removed: 13,
      notUndone: ["npm install"],
    },
    commands: [{ id: "c2", command: "npm run dev", since: 0, tail: "" }],
  };

  for (const theme of THEME_NAMES)
    it(`can be read and worked by everyone in ${theme}`, async () => {
      const meter = { usedTokens: 6_200, contextTokens: 8_192, parts: [], rule: "" };
      const { page } = chat;
      await page.clock.setFixedTime(185_000);
      for (const width of [300, 480]) {
        await page.setViewportSize({ width, height: 900 });
        await chat.useTheme(theme);
        await show(chat, full, { meter });
        await chat.picture(`agent-${theme}-${width}`);
        const { scrollWidth, clientWidth } = await chat.width();
        assert.ok(scrollWidth <= clientWidth, `${scrollWidth} pixels wide at ${width}`);
      }
      assert.deepEqual(await violationsOn(chat), [], "at work");
      await page.getByRole("button", { name: "3 files changed" }).click();
      await page.getByRole("button", { name: "Edited 3 files" }).click();
      await chat.until((message) => message.type === "openStep" && message.stepId === "edit");
      const patch = "*** Begin Patch\n*** Update File: src/cli.ts\n@@\n-old\n+new\n*** End Patch";
      const output = "Done: 3 files.\nNo new problems.";
      await chat.send({ type: "step", messageId: "a", stepId: "edit", reasoning: "", input: patch, output });
      await page.getByRole("region", { name: "Output" }).waitFor();
      await chat.picture(`agent-${theme}-open`);
      assert.deepEqual(await violationsOn(chat), [], "opened");
      const why = "small is too small for Ask's tools and Agent. It answers from what you attach.";
      await show(chat, { ...EMPTY.thread, mode: { chosen: "ask", off: ["ask", "agent"], why } });
      await chat.picture(`agent-${theme}-off`);
      assert.deepEqual(await violationsOn(chat), [], "off");
    });
});
