/**
 * Hosts that stand in our bundles. What counts is what is connected to; this shows that nobody has slipped in an
 * address without saying what it is for.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import catalog from "../../language-server/features/models/catalog.json" with { type: "json" };

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));

/** Where the catalog's models lie: opened when the user asks for a download, and by nothing else. */
const MODEL_HOST = "huggingface.co";

/** By host, why it is there. None is connected to. */
const NAMED_ONLY: Record<string, string> = {
  "api.github.com":
    "where node-llama-cpp looks for releases of llama.cpp to build, which Ossicle never asks for",
  "developer.mozilla.org": "comments in libraries",
  "docs.python.org": "comments in libraries",
  "en.cppreference.com": "comments in the highlighter's languages",
  "en.wikibooks.org": "comments in the library that sets formulas",
  "git-scm.com": "comments in the library that reads ignore files",
  "github.com": "links to issues, in comments and messages of libraries",
  "hf.co": "how node-llama-cpp knows addresses of models, of which Ossicle gives it none",
  "jinja.palletsprojects.com": "comments in the library that renders chat templates",
  "mathiasbynens.be": "comments in libraries",
  "node-llama-cpp.withcat.ai": "links to its documentation, in messages of node-llama-cpp",
  "spec.commonmark.org": "comments in the Markdown library",
  "stackoverflow.com": "comments in libraries",
  "tc39.es": "comments in libraries",
  "tex.stackexchange.com": "comments in the library that sets formulas",
  "www.haskell.org": "comments in the highlighter's languages",
  "www.php.net": "comments in the highlighter's languages",
  "json-schema.org": "the name of JSON Schema's version, which looks like an address",
  "www.w3.org": "names of XML namespaces (SVG, MathML), which look like addresses",
  "yaml.org": "comments in the highlighter's languages",
};

describe("no cloud: hosts in the bundles", () => {
  it("are the catalog's, and those that libraries only mention", async () => {
    const found = new Map<string, string[]>();
    for (const entry of await readdir(DIST, { withFileTypes: true, recursive: true })) {
      const inPackages = join(entry.parentPath, entry.name).slice(DIST.length).includes("node_modules");
      if (!entry.isFile() || inPackages || !/\.(?:js|mjs|css|html)$/.test(entry.name)) continue;
      const text = await readFile(join(entry.parentPath, entry.name), "utf8");
      for (const host of hostsIn(text)) found.set(host, [...(found.get(host) ?? []), entry.name]);
    }
    for (const [host, files] of [...found].sort())
      console.log(`      ${host}: ${NAMED_ONLY[host] ?? "the catalog's models"} (${files.join(", ")})`);
    const unexplained = [...found.keys()].filter((host) => host !== MODEL_HOST && !(host in NAMED_ONLY));
    assert.deepEqual(unexplained, [], "say in this file what they are for");
    // node-llama-cpp, a part of the engine, names it as it does hf.co.
    const withModelHost = ["engine.mjs", "server.mjs"];
    assert.deepEqual(found.get(MODEL_HOST), withModelHost, "the model host is the catalog's business alone");
    assert.ok(catalog.models.length > 0);
  });

  it("are recognized in code", () => {
    assert.deepEqual(
      hostsIn(
        'fetch("https://Evil.example:8443/x?y"); const a = "http://{host}/"; "wss://two.example" // http://name:password@proxy:port',
      ),
      ["evil.example", "two.example"],
    );
  });
});

/** Hosts of addresses that are written out; what is put together at run time shows in the trace of connections. */
function hostsIn(text: string): string[] {
  const hosts = new Set<string>();
  for (const [, authority = ""] of text.matchAll(/\b(?:https?|wss?):\/\/([^/\s"'`\\)<>,;?#]+)/g)) {
    const host = /^(?:[^@]*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d+)?$/i.exec(authority)?.[1];
    if (host !== undefined) hosts.add(host.toLowerCase());
  }
  return [...hosts];
}
