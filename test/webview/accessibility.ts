import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { ChatPage } from "./chat-page.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong with the page as it is now. */
export async function violationsOn({ page }: ChatPage): Promise<string[]> {
  await page.evaluate(AXE);
  const results: unknown = await page.evaluate(async () => {
    const axe = Reflect.get(window, "axe");
    return (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "best-practice"] })).violations;
  });
  const list = results as { id: string; nodes: { html: string; failureSummary: string }[] }[];
  return list.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} (${failureSummary})`).join("; ")}`,
  );
}
