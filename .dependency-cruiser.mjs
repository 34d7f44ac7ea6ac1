/** Imports point one way: lsp → features → {prompt, context, engine/api}. See ARCHITECTURE.md. */
const deny = (name, from, to, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: to },
});

export default {
  forbidden: [
    deny(
      "protocol-imports-nothing",
      "^language-server/protocol/",
      "^(src|language-server/(?!protocol/))",
      "protocol/ is what both sides share",
    ),
    deny(
      "extension-sees-protocol-only",
      "^src/",
      "^language-server/(?!protocol/)",
      "src/ knows the server by its protocol alone",
    ),
    deny(
      "view-sees-messages-only",
      "^media/",
      "^(language-server|test|tools|bench|eval|src/(?!chat/view/messages\\.ts))",
      "the chat view knows the extension by its messages alone",
    ),
    deny("server-knows-no-extension", "^language-server/", "^src/", "the server runs in any editor"),
    deny(
      "prompt-is-pure",
      "^language-server/prompt/",
      "^language-server/(lsp|features|context|engine/(?!protocol\\.ts))|node-llama-cpp|vscode-languageserver",
      "prompt/ is pure: text and parts in, parts and text out",
    ),
    deny(
      "context-knows-no-engine",
      "^language-server/context/",
      "^language-server/(lsp|features|engine|prompt)|node-llama-cpp",
      "context/ knows documents, not models",
    ),
    deny(
      "features-see-the-engine-api",
      "^language-server/features/",
      "^language-server/(lsp|engine/(?!(api|protocol|plan|model-needs)\\.ts))|node-llama-cpp|vscode-languageserver/",
      "features call engine/api.ts and know nothing of LSP's wire",
    ),
    deny(
      "engine-knows-no-features",
      "^language-server/engine/",
      "^language-server/(lsp|features|prompt|context)",
      "the engine process knows nothing of documents",
    ),
    deny(
      "llama-only-in-the-engine",
      "^(src|language-server/(?!engine/))",
      "node-llama-cpp",
      "native code lives in the engine process alone",
    ),
    deny(
      "product-imports-no-tools",
      "^(src|language-server)/",
      "^(tools|test|bench|eval)/",
      "tools, tests and evaluations are not shipped",
    ),
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^((node_modules|dist|out)/|esbuild\\.mjs$)" },
  },
};
