/** How smooth the chat view is in a real browser: frames while an answer streams, and opening a long conversation. */
import type { Browser, Page } from "playwright-core";
import { answer, ChatPage, EMPTY, question, streaming, thread } from "../../test/webview/chat-page.ts";
import { openBrowser } from "../../tools/editor-host/browser.ts";
import { type Figure, median, quantile } from "../figure.ts";

const TOKENS_PER_SECOND = 300;
const LINES = 2_000;
const TURNS = 500;
/** The extension sends what came within this time together. */
const BATCH_MS = 16;
const TOKEN_CHARS = 4;

/** What a browser measured while something went on in the view. */
export interface Smoothness {
  /** From one frame to the next, in ms. */
  frames: number[];
  /** Tasks that kept the view busy for over 50 ms, in ms each. */
  longTasks: number[];
}

export async function webviewFigures(seconds = 20): Promise<Figure[]> {
  await using browser = await openBrowser();
  await using chat = await ChatPage.open(browser);
  await showLongAnswer(chat);
  const { result: streamed, busiestMs } = await traced(browser, () => streamedRest(chat, seconds));
  const openMs = await openedConversation(chat);
  return [
    ...smoothnessFigures(`${TOKENS_PER_SECOND} tokens/s after ${LINES} lines`, streamed),
    // What it takes by itself, however busy the machine is with other things.
    {
      name: "view: longest task by CPU time, likewise",
      value: busiestMs,
      unit: "ms",
      target: { atMost: 50 },
    },
    { name: `view: opening ${TURNS} turns`, value: openMs, unit: "ms", target: { atMost: 1_000 } },
  ];
}

function smoothnessFigures(what: string, { frames, longTasks }: Smoothness): Figure[] {
  return [
    { name: `view: frame time, ${what}, median`, value: median(frames), unit: "ms" },
    { name: `view: frame time, ${what}, 99 %`, value: quantile(frames, 0.99), unit: "ms" },
    { name: `view: tasks over 50 ms, ${what}`, value: longTasks.length, unit: "", target: { atMost: 0 } },
    { name: `view: longest task over 50 ms, ${what}`, value: Math.max(0, ...longTasks), unit: "ms" },
  ];
}

/** Streams into an answer that has thousands of lines already. */
export async function streamedAnswer(chat: ChatPage, seconds: number): Promise<Smoothness> {
  await showLongAnswer(chat);
  return streamedRest(chat, seconds);
}

async function showLongAnswer(chat: ChatPage): Promise<void> {
  await chat.show(streaming({ state: "streaming", answer: longAnswer(LINES) }));
  await settled(chat.page);
}

function streamedRest(chat: ChatPage, seconds: number): Promise<Smoothness> {
  return chat.page.evaluate(stream, {
    text: longAnswer(LINES)
      .repeat(2)
      .slice(0, seconds * TOKENS_PER_SECOND * TOKEN_CHARS),
    batchMs: BATCH_MS,
    batchChars: (TOKENS_PER_SECOND * TOKEN_CHARS * BATCH_MS) / 1_000,
  });
}

/** From the state's arrival until all that is in sight is painted, in ms. */
export async function openedConversation(chat: ChatPage): Promise<number> {
  const messages = Array.from({ length: TURNS }, (_, turn) => [
    question(`Question ${turn}`),
    answer(longAnswer(60), { id: `answer ${turn}` }),
  ]).flat();
  await chat.show(EMPTY);
  await settled(chat.page);
  const state = { ...thread(...messages), thread: { ...thread(...messages).thread, id: "long" } };
  return chat.page.evaluate(
    async (message) => {
      const start = performance.now();
      window.postMessage(message, "*");
      const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      do await nextFrame();
      while (document.querySelectorAll("article").length < 10);
      // Painted, and the next one begins.
      await nextFrame();
      return performance.now() - start;
    },
    { type: "state", state },
  );
}

/** Of Chromium's trace: a task of a thread, with the time that it had a CPU, in µs. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
}

/** Does something while Chromium's tasks are traced: the longest one of the page's main thread. */
async function traced<T>(
  browser: Browser,
  work: () => Promise<T>,
): Promise<{ result: T; busiestMs: number }> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  const isOver = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", {
    traceConfig: { includedCategories: ["toplevel", "devtools.timeline"] },
  });
  const result = await work();
  await session.send("Tracing.end");
  await isOver;
  await session.detach();
  // The page is what computes styles.
  const page = events.findLast(({ name }) => name === "UpdateLayoutTree");
  const tasks = events.filter(
    ({ name, pid, tid }) => name.endsWith("RunTask") && pid === page?.pid && tid === page.tid,
  );
  return { result, busiestMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000 };
}

/** Prose, lists, tables and code, as a model that is asked for a lot would say. */
function longAnswer(lines: number): string {
  const part = [
    "## How it works",
    "",
    "The **function** takes `items` and returns those that match; see [the page](https://example.org/a).",
    "",
    "- first, it reads the items",
    "- then it *filters* them",
    "",
    "| name | value |",
    "| --- | --- |",
    "| a | $x_1$ |",
    "",
    "```ts src/filter.ts",
    ...Array.from(
      { length: 16 },
      (_, i) => `export const value${i} = items.filter((item) => item.id === ${i}); // ${i}`,
    ),
    "```",
    "",
  ];
  return Array.from({ length: Math.ceil(lines / part.length) }, () => part.join("\n")).join("\n");
}

async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 5_000 })));
  await page.waitForTimeout(1_500);
}

/** Runs in the page. */
async function stream(options: { text: string; batchMs: number; batchChars: number }): Promise<Smoothness> {
  const frames: number[] = [];
  const longTasks: number[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ type: "longtask" });
  let isOver = false;
  let last = performance.now();
  const frame = (time: number) => {
    frames.push(time - last);
    last = time;
    if (!isOver) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const start = performance.now();
  let sent = 0;
  while (sent < options.text.length) {
    await new Promise((resolve) => setTimeout(resolve, options.batchMs));
    // What is late comes at once, as it does from the extension.
    const due = Math.floor(((performance.now() - start) / options.batchMs) * options.batchChars);
    const text = options.text.slice(sent, due);
    sent += text.length;
    window.postMessage({ type: "delta", threadId: "thread", messageId: "a", channel: "answer", text }, "*");
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  isOver = true;
  observer.disconnect();
  return { frames, longTasks };
}
