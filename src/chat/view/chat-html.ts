/** The parts of the chat's page. Addresses are webview URIs. */
export interface ChatPage {
  cspSource: string;
  script: string;
  /** A script that the page loads with the first formula. */
  maths: string;
  styles: string[];
  nonce: string;
  /** Translations by the English text. */
  strings: Record<string, unknown>;
  /** As in `vscode.env.language`. */
  language: string;
  title: string;
}

/** The page. It may run its scripts and load the extension's styles and fonts, but nothing else. */
export function chatHtml(page: ChatPage): string {
  const { cspSource, script, maths, styles, nonce, strings, language, title } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.map((style) => `<link rel="stylesheet" href="${escapeHtml(style)}">`).join("\n")}
<title>${escapeHtml(title)}</title>
</head>
<body data-maths="${escapeHtml(maths)}" data-strings="${escapeHtml(JSON.stringify(strings))}">
<div id="root"></div>
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
