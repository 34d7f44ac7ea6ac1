/** The entry of the process in which a chat template is rendered. */
import { ThreadWatch } from "../process/thread-watch.ts";
import type { RenderAnswer, RenderRequest } from "./bounded-renderer.ts";
import { TemplateRenderer } from "./template-renderer.ts";

/** The engine ends this process before. Where it was killed itself, nobody else would. */
const BLOCKED_LIMIT_MS = 20_000;

new ThreadWatch(BLOCKED_LIMIT_MS);
let renderer: TemplateRenderer | undefined;

process.on("message", ({ source, tokens, messages }: RenderRequest) => {
  renderer ??= new TemplateRenderer(source, tokens);
  const { isUsable } = renderer;
  const parts = isUsable && messages.length > 0 ? renderer.render(messages) : undefined;
  const answer: RenderAnswer = { isUsable, ...(parts ? { parts } : {}) };
  process.send?.(answer);
});
process.on("disconnect", () => process.exit());
