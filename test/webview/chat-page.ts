/** The chat view alone, in a real browser: the page that the extension makes, and the test in the extension's place. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { chatHtml } from "../../src/chat/view/chat-html.ts";
import type { AnswerView, ChatState, FromView, QuestionView, ToView } from "../../src/chat/view/messages.ts";
import { openBrowser } from "../../tools/editor-host/browser.ts";
import { pictureFile, TAKES_PICTURES } from "../pictures.ts";
import { within } from "../workbench/until.ts";

const MEDIA = fileURLToPath(new URL("../../dist/media/", import.meta.url));
const THEMES: Record<string, { class: string; variables: Record<string, string> }> = JSON.parse(
  readFileSync(new URL("../data/chat-themes.json", import.meta.url), "utf8"),
);
const TYPES: Record<string, string> = { ".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf" };
const NONCE = "test";
const SIZE = { width: 480, height: 800 };
const TIMEOUT_MS = 60_000;
const POLL_MS = 10;
/** What VS Code gives every webview (`defaultStyles` in its `webview/browser/pre/index.html`), where it concerns a page. */
const VSCODE_STYLES = `@layer vscode-default {
  body { color: var(--vscode-editor-foreground); font-size: var(--vscode-font-size); padding: 0 20px; }
  a, a code { color: var(--vscode-textLink-foreground); }
  p > a { text-decoration: var(--text-link-decoration); }
  code {
    color: var(--vscode-textPreformat-foreground);
    background-color: var(--vscode-textPreformat-background);
    padding: 1px 3px;
    border-radius: 4px;
  }
  pre code { padding: 0; }
  blockquote { background: var(--vscode-textBlockQuote-background); }
}`;

export const THEME_NAMES = Object.keys(THEMES);

/** An empty conversation. */
export const EMPTY: ChatState = {
  thread: {
    id: "thread",
    title: "New Chat",
    messages: [],
    effort: "medium",
    mode: { chosen: "ask", off: [] },
    questions: [],
    commands: [],
    busy: false,
  },
  threads: [],
  chips: [],
  draft: "",
  modelLine: "gpt-oss-20b on CPU",
  starters: [{ label: "Explain area.py", text: "/explain" }],
  trusted: true,
};

export const question = (text: string, more: Partial<QuestionView> = {}): QuestionView => ({
  role: "user",
  id: `question: ${text}`,
  text,
  chips: [],
  forgotten: false,
  ...more,
});

export const answer = (text: string, more: Partial<AnswerView> = {}): AnswerView => ({
  role: "assistant",
  id: `answer: ${text.slice(0, 40)}`,
  steps: [],
  canUndo: false,
  answer: text,
  reasoning: "",
  state: "done",
  forgotten: false,
  figures: "148 tokens/s · 0.3 s to first token",
  ...more,
});

export const thread = (...messages: ChatState["thread"]["messages"]): ChatState => ({
  ...EMPTY,
  thread: { ...EMPTY.thread, title: "A chat", messages },
});

/** An answer of one block of code. */
export const CODE = "```ts src/area.ts\nexport const area = (a: number, b: number) => a * b;\n```";
/** An answer with everything that Markdown has. */
export const RICH = `# Areas

The **area** of a rectangle is \`a * b\`, see [the article](https://example.org/area).

1. Multiply
2. Done

- [x] measured
- [ ] painted

| shape | area |
| --- | ---: |
| square | $a_1 * a_1$ |
| circle | \\(\\pi_x r^2\\) |

$$
\\sum_{i=1}^{n} i_k * x_k
$$

> Quoted.

${CODE}

\`\`\`bash
npm test
\`\`\`
`;

/** A conversation whose answer, "a", is under way. */
export const streaming = (more: Partial<AnswerView> = {}): ChatState =>
  thread(question("Why?"), answer("", { id: "a", state: "waiting", ...more }));

/** Pieces of that answer. */
export const deltas = (...pieces: string[]): ToView[] =>
  pieces.map((text) => ({
    type: "delta",
    threadId: EMPTY.thread.id,
    messageId: "a",
    channel: "answer",
    text,
  }));

/**
 * Opens the view for a suite, loads it anew for each of its tests, and fails those that the browser or the view
 * complained of.
 */
export function forEachTest(opened: (chat: ChatPage) => void): void {
  let browser: Browser;
  let chat: ChatPage;
  before(async () => {
    browser = await openBrowser();
    chat = await ChatPage.open(browser);
    opened(chat);
  });
  after(async () => {
    await chat?.[Symbol.asyncDispose]();
    await browser?.close();
  });
  beforeEach(() => chat.load());
  afterEach(() => assert.deepEqual(chat.errors, [], "what the browser refused, or what was thrown"));
}

export class ChatPage implements AsyncDisposable {
  readonly page: Page;
  /** What the view has told. */
  told: FromView[] = [];
  /** What the browser refused or what was thrown. */
  errors: string[] = [];
  readonly #url: string;
  readonly #disposables: AsyncDisposableStack;

  private constructor(page: Page, url: string, disposables: AsyncDisposableStack) {
    this.page = page;
    this.#url = url;
    this.#disposables = disposables;
  }

  /** A page for the view, which is still to be loaded. */
  static async open(browser: Browser): Promise<ChatPage> {
    await using undo = new AsyncDisposableStack();
    const server = createServer(async (request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost").pathname;
      const made: Record<string, string> = { "/": html(), "/vscode.css": VSCODE_STYLES };
      const file = made[url] ?? (await readFile(join(MEDIA, url.slice(1))).catch(() => undefined));
      // Browsers ask for an icon of the page.
      response.statusCode = file === undefined ? 204 : 200;
      response.setHeader("content-type", TYPES[extname(url)] ?? "text/html").end(file);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    undo.defer(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const page = undo.use(await browser.newPage());
    const chat = new ChatPage(page, `http://127.0.0.1:${port}/`, undo.move());
    page.on("pageerror", (error) => chat.errors.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") chat.errors.push(message.text());
    });
    await page.exposeFunction("tell", (message: FromView) => void chat.told.push(message));
    await page.addInitScript(() => {
      const tell = Reflect.get(window, "tell");
      Reflect.set(window, "acquireVsCodeApi", () => ({ postMessage: (message: unknown) => tell(message) }));
    });
    return chat;
  }

  /** Loads the view as if nothing had been before. */
  async load(): Promise<void> {
    this.told = [];
    this.errors = [];
    await this.page.setViewportSize(SIZE);
    await this.page.mouse.move(-1, -1);
    await this.page.goto(this.#url);
    await this.useTheme("dark");
    await this.until((message) => message.type === "ready");
  }

  async useTheme(name: string): Promise<void> {
    await this.page.evaluate(({ class: className, variables }) => {
      document.body.className = className;
      document.body.style.background =
        variables["--vscode-sideBar-background"] ?? variables["--vscode-editor-background"] ?? "";
      for (const [variable, value] of Object.entries(variables))
        document.documentElement.style.setProperty(variable, value);
    }, THEMES[name] ?? { class: "", variables: {} });
  }

  async send(...messages: ToView[]): Promise<void> {
    await this.page.evaluate((all) => {
      for (const message of all) window.postMessage(message, "*");
    }, messages);
  }

  async show(state: ChatState): Promise<void> {
    await this.send({ type: "state", state });
    await this.page.locator(".chat").waitFor();
    await this.drawn();
  }

  /** Streams pieces of the answer "a" that end with a word, and waits until that is on the screen. */
  async stream(...pieces: string[]): Promise<void> {
    const answer = this.page.locator(".answer").last();
    const before = await answer.textContent();
    const end = pieces.join("").trimEnd();
    await this.send(...deltas(...pieces));
    for (let tries = 0; tries < 500; tries++) {
      const text = (await answer.textContent()) ?? "";
      if (text !== before && end.endsWith(text.trimEnd().slice(-4))) return this.drawn();
      await this.drawn();
    }
    throw new Error("What was streamed is not on the screen.");
  }

  /** Keeps a screenshot, where pictures are taken. */
  async picture(name: string): Promise<void> {
    if (TAKES_PICTURES) await this.page.screenshot({ path: pictureFile(name) });
  }

  /** Two frames later everything that was sent is on the screen. */
  async drawn(): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise((resolve) =>
          setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(resolve)), 0),
        ),
    );
  }

  /** Pixels that the page has, and those that it takes. */
  width(): Promise<{ scrollWidth: number; clientWidth: number }> {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
  }

  /** Waits for something that the view tells. */
  async until(is: (message: FromView) => boolean): Promise<FromView> {
    const found = await within(TIMEOUT_MS, () => this.told.find(is), POLL_MS);
    if (found) return found;
    throw new Error(`The view never told it. It told ${JSON.stringify(this.told)}.`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#disposables.disposeAsync();
  }
}

function html(): string {
  return chatHtml({
    cspSource: "'self'",
    script: "/chat.js",
    maths: "/maths.js",
    styles: ["/vscode.css", "/codicon.css", "/chat.css"],
    nonce: NONCE,
    strings: {},
    language: "en",
    title: "Chat",
  });
}
