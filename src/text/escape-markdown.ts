/** Text from elsewhere (file names, reasons) must not become markup or icons. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-!|<>$~]/g, "\\$&").replace(/\s+/g, " ");
}
