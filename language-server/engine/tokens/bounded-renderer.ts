/**
 * Renders by a model's own chat template in a process of its own, with limits of time and memory: a template is a program
 * that came with the model, and may go on for ever. A thread won't do: where its heap is full, it can take the engine with
 * it.
 */
import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { childEnvironment } from "../../../common/child-environment.ts";
import type { ChatPromptMessage } from "../../engine-protocol/protocol.ts";
import type { BoundaryTokens, TemplatePart } from "./template-renderer.ts";

/** A template of the usual kind takes some milliseconds. */
const TIME_LIMIT_MS = 10_000;
const HEAP_LIMIT_MB = 128;
/** Beside this bundle, or this file. */
const PROGRAM = fileURLToPath(new URL(`./template-process${extname(import.meta.url)}`, import.meta.url));

export interface TemplateSource {
  source: string;
  tokens: BoundaryTokens;
}

/** What the process is asked, with the same template each time. */
export interface RenderRequest extends TemplateSource {
  messages: readonly ChatPromptMessage[];
}

const answerSchema = v.object({
  /** Whether a question can be asked, and another one after its answer. */
  isUsable: v.boolean(),
  parts: v.optional(v.array(v.union([v.object({ text: v.string() }), v.object({ frame: v.string() })]))),
});

/** What the process sends. */
export type RenderAnswer = v.InferOutput<typeof answerSchema>;

export class BoundedRenderer {
  readonly #source: TemplateSource;
  readonly #timeMs: number;
  #process: ChildProcess | undefined;
  #settle: ((answer: RenderAnswer | undefined) => void) | undefined;
  /** One after another. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(source: TemplateSource, timeMs = TIME_LIMIT_MS) {
    this.#source = source;
    this.#timeMs = timeMs;
  }

  /** Whether a question can be asked, and another one after its answer: not by a template that goes beyond the limits. */
  async isUsable(): Promise<boolean> {
    if (this.#source.source.trim() === "") return false;
    return (await this.#ask([]))?.isUsable ?? false;
  }

  /**
   * The messages up to where the model's answer begins. Undefined where the template can't be rendered, or goes beyond
   * the limits.
   */
  async render(messages: readonly ChatPromptMessage[]): Promise<TemplatePart[] | undefined> {
    return (await this.#ask(messages))?.parts;
  }

  dispose(): void {
    this.#process?.kill("SIGKILL");
    this.#process = undefined;
  }

  #ask(messages: readonly ChatPromptMessage[]): Promise<RenderAnswer | undefined> {
    const answer = this.#last.then(() => this.#askNow({ ...this.#source, messages }));
    this.#last = answer;
    return answer;
  }

  async #askNow(request: RenderRequest): Promise<RenderAnswer | undefined> {
    this.#process ??= this.#start();
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<RenderAnswer | undefined>((resolve) => {
      this.#settle = resolve;
      timer = setTimeout(() => resolve(undefined), this.#timeMs);
      // Where it fails, the process has ended, or was never there.
      this.#process?.send(request, () => undefined);
    });
    clearTimeout(timer);
    if (!answer) this.dispose();
    return answer;
  }

  #start(): ChildProcess {
    const child = fork(PROGRAM, {
      execArgv: [`--max-old-space-size=${HEAP_LIMIT_MB}`],
      env: childEnvironment(),
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const settle = (answer: RenderAnswer | undefined) => {
      if (child === this.#process) this.#settle?.(answer);
    };
    child.on("message", (message) => {
      const { success, output } = v.safeParse(answerSchema, message);
      settle(success ? output : undefined);
    });
    child.on("error", () => settle(undefined));
    // Beyond the limit of memory too.
    child.on("exit", () => settle(undefined));
    child.unref();
    child.channel?.unref();
    return child;
  }
}
