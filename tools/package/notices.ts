import type { Component } from "./components.ts";

/** THIRD_PARTY_NOTICES.md: a table of what others have written, and each license's text under those that it is for. */
export function renderNotices(components: readonly Component[]): string {
  const sorted = [...new Map(components.map((component) => [title(component), component])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, component]) => component);
  const byText = new Map<string, Component[]>();
  for (const component of sorted) {
    const text = component.texts.join("\n\n");
    byText.set(text, [...(byText.get(text) ?? []), component]);
  }
  return [
    "# Third-party notices",
    "Ossicle contains the following works of others.",
    ["| name | version | license |", "| --- | --- | --- |", ...sorted.map(row)].join("\n"),
    ...[...byText].map(([text, users]) => `## ${users.map(title).join(", ")}\n\n${fenced(text)}`),
    "",
  ].join("\n\n");
}

const title = ({ name, version }: Component) => `${name} ${version}`;
const row = ({ name, version, license }: Component) => `| ${name} | ${version} | ${license} |`;

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
