/** Imports point one way. ARCHITECTURE.md says what each room is for; here is what it may import. */

/** @param {string[]} rooms whose files, besides those of `from` itself, it may import of ours */
const only = (name, from, rooms, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: `^${from}` },
  to: {
    path: "^(common|src|language-server|media|tools|test|bench|eval)/",
    pathNot: [from.replace(/\(\?!.*\)$/, ""), ...rooms].map((room) => `^${room}`),
  },
});

const deny = (name, from, to, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: to },
});

const PROTOCOL = "language-server/protocol/";
/** The server's texts in the user's language. */
const TEXT = "language-server/text/";
/** Features of the extension. What they share lies in the rooms beneath them. */
const FEATURE =
  "(agent|chat|diagnose|edits|language-model|models|participant|review|seen-prompts|status|suggestions|vscode-agent)";

export default {
  forbidden: [
    only("common-imports-nothing", "common/", [], "common/ is pure, and for every process"),

    // The extension, from the bottom up.
    only("code-is-pure", "src/code/", ["common/", PROTOCOL], "src/code/ knows code as text"),
    only("usage-counts-alone", "src/usage/", ["common/", PROTOCOL], "src/usage/ counts"),
    only(
      "text-says-things",
      "src/text/",
      ["common/", PROTOCOL, "src/usage/", "src/command-ids\\.ts"],
      "src/text/ makes sentences of facts",
    ),
    only(
      "ui-knows-no-server",
      "src/ui/",
      ["common/", PROTOCOL, "src/text/", "src/command-ids\\.ts"],
      "src/ui/ is what several features show alike",
    ),
    only(
      "server-knows-no-feature",
      "src/server/",
      ["common/", PROTOCOL, "src/(ui|text|usage)/"],
      "src/server/ is the client's end of the language server",
    ),
    only(
      "workspace-knows-no-feature",
      "src/workspace/",
      ["common/", PROTOCOL, "src/(server|ui|text|code)/"],
      "src/workspace/ reads files, changes and terminals for all features",
    ),
    {
      name: "features-meet-at-their-index",
      severity: "error",
      comment:
        "what a feature shows to others is in its index.ts; what it shares of its pure parts, in shared.ts",
      from: { path: `^src/(?:${FEATURE}/)?` },
      to: { path: `^src/${FEATURE}/(?!(index|shared)\\.ts$)`, pathNot: "^src/$1/" },
    },
    deny(
      "extension-sees-protocol-only",
      "^src/",
      "^language-server/(?!protocol/)",
      "src/ knows the server by its protocol alone",
    ),
    only(
      "view-sees-messages-only",
      "media/",
      ["common/", "src/chat/view/messages\\.ts"],
      "the chat view knows the extension by its messages alone",
    ),

    // The language server.
    only("protocol-imports-nothing", PROTOCOL, ["common/"], "protocol/ is what both sides share"),
    only(
      "engine-protocol-imports-nothing",
      "language-server/engine-protocol/",
      ["common/", PROTOCOL],
      "engine-protocol/ is what both ends share",
    ),
    only("text-knows-the-language-alone", TEXT, ["common/"], "text/ translates"),
    only(
      "prompt-is-pure",
      "language-server/prompt/",
      ["common/", PROTOCOL, "language-server/engine-protocol/"],
      "prompt/ is pure: text and parts in, parts and text out",
    ),
    only(
      "context-knows-no-engine",
      "language-server/context/",
      ["common/", PROTOCOL, TEXT],
      "context/ knows documents, not models",
    ),
    only(
      "features-see-the-engine-api",
      "language-server/features/",
      [
        ...["common/", PROTOCOL, TEXT, "language-server/(engine-protocol|prompt|context)/"],
        "language-server/engine-client/api\\.ts",
      ],
      "features call engine-client/api.ts and know nothing of LSP's wire",
    ),
    only(
      "lsp-sees-the-engine-api",
      "language-server/lsp/(?!main\\.ts)",
      [
        ...["common/", PROTOCOL, TEXT, "language-server/(engine-protocol|prompt|context|features)/"],
        "language-server/engine-client/api\\.ts",
      ],
      "only main.ts, which puts the server together, knows who implements the engine's API",
    ),
    only(
      "engine-client-knows-no-engine",
      "language-server/engine-client/",
      ["common/", PROTOCOL, TEXT, "language-server/engine-protocol/"],
      "the server's end of the engine",
    ),
    only(
      "engine-knows-no-documents",
      "language-server/engine/",
      ["common/", PROTOCOL, "language-server/engine-protocol/"],
      "the engine process knows nothing of documents",
    ),
    deny(
      "no-vscode-in-features",
      "^language-server/(features|prompt|context|engine|engine-client|engine-protocol)/",
      "vscode-languageserver/",
      "LSP's wire ends in lsp/",
    ),
    deny(
      "llama-only-in-the-engine",
      "^(common|src|media|language-server/(?!engine/))",
      "node-llama-cpp",
      "native code lives in the engine process alone",
    ),
    {
      name: "no-native-code-in-the-server",
      severity: "error",
      comment: "whatever the server's bundle reaches is free of native code",
      from: { path: "^language-server/lsp/(main|index-worker|syntax-worker)\\.ts$" },
      to: { path: "^language-server/engine/|node-llama-cpp", reachable: true },
    },

    deny(
      "product-imports-no-tools",
      "^(common|src|media|language-server)/",
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
