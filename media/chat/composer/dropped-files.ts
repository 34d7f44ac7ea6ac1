/** Files that are dragged in from the explorer or an editor tab. */

const URI_LISTS = ["application/vnd.code.uri-list", "text/uri-list", "resourceurls"];

export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.some((type) => URI_LISTS.includes(type.toLowerCase())) ?? false;
}

export function droppedUris(transfer: DataTransfer | null): string[] {
  for (const type of URI_LISTS) {
    const data = transfer?.getData(type) ?? "";
    if (data === "") continue;
    const lines = type === "resourceurls" ? jsonStrings(data) : data.split(/\r?\n/);
    return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
  }
  return [];
}

function jsonStrings(json: string): string[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}
