import assert from "node:assert/strict";
import {
  answer,
  type ChatPage,
  CODE,
  deltas,
  forEachTest,
  question,
  RICH,
  streaming,
  THEME_NAMES,
  thread,
} from "./chat-page.ts";

describe("the chat view: answers", function () {
  this.timeout(60_000);
  let chat: ChatPage;
  forEachTest((opened) => {
    chat = opened;
  });

  it("draws Markdown: lists, tables, tasks, formulas, code with its bar", async () => {
    await chat.show(thread(question("What is an area?"), answer(RICH)));
    const { page } = chat;
    assert.equal(await page.locator(".markdown strong").textContent(), "area");
    assert.equal(await page.locator("li.task input:checked").count(), 1);
    assert.equal(await page.locator("li.task").count(), 2);
    await page.locator("math").nth(2).waitFor();
    assert.equal(await page.locator("math").count(), 3);
    assert.equal(await page.locator(".maths math msub mi").first().textContent(), "a");
    const block = page.locator("div.maths math[display=block]");
    assert.equal(await block.count(), 1);
    // The limits of the sum are above and below it.
    const sum = await block
      .locator("munderover")
      .evaluate((element) => element.getBoundingClientRect().height);
    assert.ok(sum > 30, `${sum}`);
    assert.equal(await page.locator("td").first().textContent(), "square");
    assert.deepEqual(await page.locator(".code-name").allInnerTexts(), ["src/area.ts", "bash"]);
    assert.equal(await page.locator("td.align-right math").count(), 2);
    await page.locator(".hljs-keyword").first().waitFor();
  });

  it("leaves a formula that can't be set as it was written, and loads nothing without one", async () => {
    await chat.show(thread(question("How?"), answer("It costs $5.")));
    assert.equal(await chat.page.locator("script").count(), 1);
    await chat.show(thread(question("What?"), answer("So $\\nonsense{x}$ and \\(a^2\\).")));
    await chat.page.locator("math").waitFor();
    assert.deepEqual(await chat.page.locator(".maths").allTextContents(), ["$\\nonsense{x}$", "a2"]);
    assert.equal(await chat.page.locator("script").count(), 2);
  });

  it("does with a block of code what its buttons say, by key as well", async () => {
    await chat.show(thread(question("What is an area?"), answer(CODE, { id: "a" })));
    const apply = chat.page.getByRole("button", { name: "Apply to src/area.ts" });
    await apply.focus();
    assert.equal(
      await apply.evaluate((button) => getComputedStyle(button.parentElement ?? button).opacity),
      "1",
    );
    await chat.page.keyboard.press("Enter");
    assert.deepEqual(await chat.until(({ type }) => type === "codeBlock"), {
      type: "codeBlock",
      block: {
        action: "apply",
        messageId: "a",
        code: "export const area = (a: number, b: number) => a * b;",
        language: "ts",
        file: "src/area.ts",
      },
    });
  });

  it("says for which files a patch is, whatever its fence says, and colors it as a diff", async () => {
    const update = (path: string) => `*** Update File: ${path}\n@@\n-let one;\n+let two;\n`;
    const block = (patch: string) => `\`\`\`bash\n*** Begin Patch\n${patch}*** End Patch\n\`\`\`\n\n`;
    const text = block(update("src/a.ts")) + block(update("src/a.ts") + update("src/b.ts"));
    await chat.show(thread(question("Change it."), answer(text, { id: "a" })));
    const { page } = chat;
    assert.deepEqual(await page.locator(".code-name").allInnerTexts(), ["src/a.ts", "2 files"]);
    await page.locator(".hljs-addition").nth(2).waitFor();
    await page.getByRole("button", { name: "Apply to src/a.ts" }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Apply to 2 files: src/a.ts, src/b.ts" }).press("Enter");
    const told = await chat.until(({ type }) => type === "codeBlock");
    assert.ok(told.type === "codeBlock");
    const { action, language, file } = told.block;
    assert.deepEqual({ action, language, file }, { action: "apply", language: "diff", file: undefined });
  });

  it("adds what streams in, and keeps what is selected", async () => {
    await chat.show({ ...streaming(), thread: { ...streaming().thread, busy: true } });
    assert.match((await chat.page.locator(".answer").textContent()) ?? "", /Reading the question/);
    await chat.show({ ...streaming(), thread: { ...streaming().thread, busy: true, behind: true } });
    await chat.page.locator(".answer", { hasText: "Waiting for the answer of another chat" }).waitFor();
    await chat.stream("The first paragraph.\n\n", "The sec");
    await chat.page.locator(".markdown p").first().selectText();
    await chat.stream("ond one.\n\n```ts\nlet x", " = 1;\n", "let y;\n```\n\nEnd.");
    assert.deepEqual(await chat.page.locator(".markdown p").allInnerTexts(), [
      "The first paragraph.",
      "The second one.",
      "End.",
    ]);
    assert.equal(await chat.page.locator(".code code").textContent(), "let x = 1;\nlet y;");
    assert.equal(await chat.page.evaluate(() => getSelection()?.toString()), "The first paragraph.");
  });

  it("offers more for a block of code in a menu, and first of all to run it for a shell alone", async () => {
    await chat.show(thread(question("How?"), answer(`${CODE}\n\n\`\`\`bash\nnpm test\n\`\`\``, { id: "a" })));
    const { page } = chat;
    const buttons = page.locator(".answer").getByRole("button", { name: "More actions" });
    await buttons.first().click();
    assert.deepEqual(await page.getByRole("menuitem").allInnerTexts(), ["Create file"]);
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("menu").count(), 0);
    assert.ok(await buttons.first().evaluate((button) => button === document.activeElement));
    const actions = page.locator(".code-actions");
    assert.equal(await actions.first().getByRole("button", { name: "Run in terminal" }).count(), 0);
    const first = actions.last().getByRole("button").first();
    assert.equal(await first.getAttribute("aria-label"), "Run in terminal");
    await first.press("Enter");
    const told = await chat.until(({ type }) => type === "codeBlock");
    assert.deepEqual(told, {
      type: "codeBlock",
      block: { action: "terminal", messageId: "a", code: "npm test", language: "bash" },
    });
  });

  for (const theme of THEME_NAMES)
    it(`gives a block of code one background, not one in another: ${theme}`, async () => {
      await chat.useTheme(theme);
      await chat.show(thread(question("How?"), answer(`${CODE}\n\nUse \`area\`.`)));
      const style = (selector: string) =>
        chat.page
          .locator(selector)
          .first()
          .evaluate((element) => {
            const { backgroundColor, paddingLeft } = getComputedStyle(element);
            return { backgroundColor, paddingLeft };
          });
      for (const selector of [".code pre", ".code code"])
        assert.equal((await style(selector)).backgroundColor, "rgba(0, 0, 0, 0)", selector);
      assert.equal((await style(".code code")).paddingLeft, "0px");
      assert.notEqual((await style("p code")).backgroundColor, "rgba(0, 0, 0, 0)");
    });

  it("makes links of the files that the workspace has, and of no others", async () => {
    await chat.show(
      thread(
        question("Where?"),
        answer("See [the shop](src/shop.ts#L5), `src/shop.ts:12`, [gone](gone.ts), `a.b`."),
      ),
    );
    const asked = await chat.until(({ type }) => type === "findFiles");
    assert.deepEqual(asked, { type: "findFiles", names: ["src/shop.ts", "gone.ts", "a.b"] });
    assert.equal(
      await chat.page.locator(".answer p").textContent(),
      "See the shop, src/shop.ts:12, gone, a.b.",
    );
    assert.equal(await chat.page.getByRole("link").count(), 0);
    await chat.send({ type: "files", found: ["src/shop.ts"] });
    await chat.page.getByRole("link").first().waitFor();
    assert.deepEqual(await chat.page.getByRole("link").allInnerTexts(), ["the shop", "src/shop.ts:12"]);
    await chat.page.getByRole("link", { name: "the shop" }).click();
    assert.deepEqual(await chat.until(({ type }) => type === "openFile"), {
      type: "openFile",
      name: "src/shop.ts",
      line: 5,
    });
    await chat.page.getByRole("link", { name: "src/shop.ts:12" }).press("Enter");
    await chat.until((message) => message.type === "openFile" && message.line === 12);
    assert.equal(chat.told.filter(({ type }) => type === "openFile").length, 2);
  });

  it("keeps a block of Markdown with blocks in it whole, while it streams and afterwards", async () => {
    await chat.show(streaming());
    const code = () => chat.page.locator(".code code").allTextContents();
    await chat.stream("```markdown\n# Tool\n\n```bash\nnpm i\n");
    assert.deepEqual(await code(), ["# Tool\n\n```bash\nnpm i"]);
    await chat.stream("```\n\nRun it.\n");
    assert.deepEqual(await code(), ["# Tool\n\n```bash\nnpm i\n```\n\nRun it."]);
    await chat.stream("```\n\nSave it.");
    assert.deepEqual(await code(), ["# Tool\n\n```bash\nnpm i\n```\n\nRun it."]);
    assert.equal(await chat.page.locator(".answer .markdown > div > p").textContent(), "Save it.");
  });

  it("offers nothing for code that is still being written", async () => {
    await chat.show(streaming());
    await chat.stream("```ts\nlet x = 1;\n");
    assert.equal(await chat.page.locator(".code code").textContent(), "let x = 1;");
    assert.equal(await chat.page.locator(".code-actions button").count(), 0);
    await chat.send(...deltas("```\n"));
    await chat.page.locator(".code-actions button").nth(3).waitFor({ state: "attached" });
  });

  it("keeps what is selected in code that is still being written", async () => {
    await chat.show(streaming());
    await chat.stream("```ts\nlet first = 1;\n");
    await chat.page.locator(".code code").selectText();
    await chat.stream("let second = 2;\n", "```\n\nDone.\n");
    await chat.page.waitForTimeout(300);
    assert.match(await chat.page.evaluate(() => getSelection()?.toString() ?? ""), /^let first = 1;/);
    await chat.page.evaluate(() => getSelection()?.removeAllRanges());
    await chat.page.locator(".hljs-keyword").first().waitFor();
  });

  it("shows code in the colors of the theme, and forgets those of an earlier one", async () => {
    await chat.show(thread(question("How?"), answer(CODE)));
    const keyword = chat.page.locator(".hljs-keyword").first();
    await keyword.waitFor();
    const color = () => keyword.evaluate((element) => getComputedStyle(element).color);
    const before = await color();
    await chat.send({ type: "colors", colors: { keyword: "#123456" } });
    await chat.drawn();
    assert.equal(await color(), "rgb(18, 52, 86)");
    await chat.send({ type: "colors", colors: {} });
    await chat.drawn();
    assert.equal(await color(), before);
  });

  it("shows all of code that is long, unchanged", async () => {
    const code = Array.from({ length: 3_000 }, (_, line) => `const a${line} = ${line};`).join("\n");
    await chat.show(thread(question("How?"), answer(`\`\`\`ts\n${code}\n\`\`\``)));
    assert.equal(await chat.page.locator(".code code").textContent(), code);
  });
});
