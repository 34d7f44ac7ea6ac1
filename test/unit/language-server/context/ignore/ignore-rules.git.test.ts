/** The ignore files of random trees, compared with what git itself says of them. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { IgnoreRules } from "../../../../../language-server/context/ignore/ignore-rules.ts";
import { DiskFiles } from "../../../../../language-server/lsp/files/disk-files.ts";
import { gitHome } from "../../../../../language-server/lsp/files/git-home.ts";

const RUNS = 100;
const hasGit = spawnSync("git", ["--version"]).status === 0;

const names = ["a", "b", "ab", "a.b", "B", ".a"];
const name = fc.constantFrom(...names);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const glob = fc.oneof(
  { weight: 4, arbitrary: name },
  fc.constantFrom("*", "**", "?", "a*", "*b", "[ab]", "[!a]", "*.b", "a**", "\\a", "***", "[a-", "a\\*"),
);
const pattern = fc
  .tuple(
    fc.constantFrom("", "", "!"),
    fc.constantFrom("", "", "/", "**/"),
    fc.array(glob, { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "", "/", "/**", "/*", " ", "\r"),
  )
  .map(([negation, start, parts, end]) => `${negation}${start}${parts.join("/")}${end}`);
const ignoreFile = fc.array(pattern, { maxLength: 4 }).map((lines) => lines.join("\n"));

const trees = fc.record({
  files: fc.array(path, { minLength: 1, maxLength: 12 }),
  /** By folder, "" for the repository's root. */
  ignores: fc.dictionary(fc.oneof(fc.constant(""), path), ignoreFile, { maxKeys: 4 }),
  exclude: fc.option(ignoreFile, { nil: "" }),
  ofUser: fc.option(ignoreFile, { nil: "" }),
  isOfConfig: fc.boolean(),
  ignoreCase: fc.boolean(),
  /** Which of the folders is open; the repository's root in half of the cases. */
  open: fc.option(fc.nat({ max: 3 })),
});

(hasGit ? describe : describe.skip)("ignore files of random trees", () => {
  let home: string;
  let root: string;

  before(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), "ossicle-ignored-")));
    root = join(home, "repo");
  });

  after(() => rmSync(home, { recursive: true, force: true }));

  const env = () => ({
    ...process.env,
    GIT_CONFIG_GLOBAL: undefined,
    GIT_DIR: undefined,
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    GIT_CONFIG_NOSYSTEM: "1",
  });
  const git = (args: string[], input?: string) =>
    spawnSync("git", args, { cwd: root, env: env(), input, encoding: "utf8" }).stdout;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };

  it("leave out what git leaves out", async () => {
    mkdirSync(root);
    execFileSync("git", ["init", "--quiet"], { cwd: root, env: env() });
    const config = readFileSync(join(root, ".git/config"), "utf8");
    await fc.assert(
      fc.asyncProperty(trees, async ({ files, ignores, exclude, ofUser, isOfConfig, ignoreCase, open }) => {
        for (const entry of [...names, ".gitignore"])
          rmSync(join(root, entry), { recursive: true, force: true });
        rmSync(join(home, ".config"), { recursive: true, force: true });
        const made: string[] = [];
        for (const file of files) {
          try {
            write(join(root, file), "");
            made.push(file);
          } catch {
            // It is a folder already, or lies in a file.
          }
        }
        for (const [folder, text] of Object.entries(ignores))
          if (made.some((file) => folder === "" || file.startsWith(`${folder}/`)))
            write(join(root, folder, ".gitignore"), text);
        write(join(root, ".git/info/exclude"), exclude);
        write(join(home, isOfConfig ? "mine" : ".config/git/ignore"), ofUser);
        write(join(home, ".gitconfig"), isOfConfig ? "[core]\n\texcludesFile = ~/mine\n" : "");
        write(join(root, ".git/config"), `${config}[core]\n\tignorecase = ${ignoreCase}\n`);

        const folders = [...new Set(made.map((file) => dirname(file)).filter((folder) => folder !== "."))];
        const listed = git(["check-ignore", "--no-index", "--stdin", "-z"], [...made, ...folders].join("\0"));
        const byGit = new Set(listed.split("\0"));
        const opened = open === null ? "" : (folders[open % Math.max(1, folders.length)] ?? "");
        // What is open isn't left out as a whole.
        if (byGit.has(opened) && opened !== "") return;
        const uriOf = (file: string) => pathToFileURL(join(root, file)).href;
        const rules = new IgnoreRules({
          files: new DiskFiles(),
          gitHome: gitHome(env(), home),
          now: () => 0,
        });
        for (const file of made.filter((inside) => opened === "" || inside.startsWith(`${opened}/`))) {
          const by = await rules.ignoring(uriOf(file), uriOf(opened));
          assert.equal(by !== null, byGit.has(file), `${file} in ${opened}: ${by}`);
        }
      }),
      { numRuns: RUNS },
    );
  }).timeout(120_000);
});
