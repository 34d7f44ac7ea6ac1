/** The entry of the process in which a chat template is rendered. */
import type { RenderAnswer, RenderRequest } from "./bounded-renderer.ts";
import { TemplateRenderer } from "./template-renderer.ts";

let renderer: TemplateRenderer | undefined;

process.on("message", ({ source, tokens, messages }: RenderRequest) => {
  renderer ??= new TemplateRenderer(source, tokens);
  const { isUsable } = renderer;
  const parts = isUsable && messages.length > 0 ? renderer.render(messages) : undefined;
  const answer: RenderAnswer = { isUsable, ...(parts ? { parts } : {}) };
  process.send?.(answer);
});
process.on("disconnect", () => process.exit());
