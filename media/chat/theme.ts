/** The editor theme's colors for code, as CSS variables that `markdown/highlight.css` reads. */
let known: string[] = [];

/** @param colors by highlight.js scope ("keyword", "title.function"); those of an earlier theme are gone */
export function setThemeColors(colors: Record<string, string>): void {
  const { style } = document.documentElement;
  for (const name of known) style.removeProperty(name);
  known = [];
  for (const [scope, color] of Object.entries(colors)) {
    const name = `--hljs-${scope.replaceAll(".", "-")}`;
    style.setProperty(name, color);
    known.push(name);
  }
}
