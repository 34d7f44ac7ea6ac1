/**
 * The settings of Ossicle with the editor's own proxy for downloads, where Ossicle's setting is empty.
 *
 * @param settings the section "ossicle", as VS Code or a client library gives it
 * @param proxy VS Code's `http.proxy`
 */
export function withProxy(settings: unknown, proxy: unknown): unknown {
  if (typeof proxy !== "string" || proxy === "" || !isRecord(settings)) return settings;
  const download = isRecord(settings.download) ? settings.download : {};
  if (typeof download.proxy === "string" && download.proxy !== "") return settings;
  return { ...settings, download: { ...download, proxy } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
