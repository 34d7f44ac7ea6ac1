import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { windowsCommand } from "../../../../../src/agent/commands/windows-command.ts";

describe("a command on Windows", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "ossicle-windows-"));
    for (const path of [
      "git/cmd/git.exe",
      "git/bin/bash.exe",
      "system/bash.exe",
      "node/node.exe",
      "node/npm",
    ]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), "", { mode: 0o755 });
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  const path = (...folders: string[]) => ({
    Path: folders.map((name) => join(folder, name)).join(delimiter),
  });
  const withGit = () => path("system", "git/cmd", "node");
  const shell = () => join(folder, "git/bin/bash.exe");

  it("has Git's shell where the model wants one, whatever else is called so", async () => {
    for (const name of ["bash", "sh", "/bin/bash"])
      assert.deepEqual(await windowsCommand([name, "-lc", "npm test"], folder, withGit()), [
        shell(),
        "-lc",
        "npm test",
      ]);
  });

  it("is a program as it is, and a script by that shell", async () => {
    const node = join(folder, "node/node.exe");
    assert.deepEqual(await windowsCommand([node, "a b"], folder, withGit()), [node, "a b"]);
    const [program, ...rest] = (await windowsCommand(["npm", "test"], folder, withGit())) ?? [];
    assert.deepEqual([program, ...rest], [shell(), "-c", 'exec "$@"', "bash", "npm", "test"]);
  });

  it("isn't started without Git, or where there is no such program", async () => {
    assert.equal(await windowsCommand(["bash", "-lc", "x"], folder, path("system", "node")), undefined);
    assert.equal(await windowsCommand(["npm", "test"], folder, path("node")), undefined);
    assert.equal(await windowsCommand(["none"], folder, withGit()), undefined);
  });
});
