/** The sandbox of the agent's commands, made by a real bubblewrap. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bubblewrapArguments } from "../../src/agent/commands/sandbox/bubblewrap.ts";
import { Sandbox } from "../../src/agent/commands/sandbox/sandbox.ts";
import { BUBBLEWRAP, ensureSystemPackages } from "../../tools/editor-host/system-packages.ts";
import { makesNamespaces } from "../namespaces.ts";

const UNWATCHED = { watch: () => ({ dispose: () => {} }), onRenamed: () => {} };

describe("a sandbox that can't be had", () => {
  const folder = realpathSync(tmpdir());
  const sandboxWith = (env: NodeJS.ProcessEnv, said: string[] = [], folders = [folder]) =>
    new Sandbox({ folders: () => folders, env, log: (line) => said.push(line), ...UNWATCHED });

  it("starts nothing where bubblewrap isn't there", async () => {
    const said: string[] = [];
    assert.equal(await sandboxWith({ PATH: "/nowhere" }, said).starter(), undefined);
    if (process.platform === "linux") assert.match(said.join(), /bubblewrap isn't installed/);
  });

  it("starts nothing where bubblewrap may not make namespaces, or doesn't keep what it promises", async function () {
    if (process.platform !== "linux") this.skip();
    const bin = mkdtempSync(join(tmpdir(), "ossicle-bwrap-"));
    const said: string[] = [];
    try {
      for (const script of ["echo 'bwrap: No permissions to create new namespace' >&2; exit 1", "exit 0"]) {
        // The second one runs the command as it is.
        const body = script === "exit 0" ? 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"' : script;
        writeFileSync(join(bin, "bwrap"), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
        assert.equal(
          await sandboxWith({ PATH: `${bin}:${process.env.PATH}` }, said).starter(),
          undefined,
          body,
        );
      }
      assert.match(said.join(), /can't work here/);
    } finally {
      rmSync(bin, { recursive: true });
    }
  });

  it("starts nothing where the workspace has all in it that is to be hidden, or there is none", async () => {
    for (const folders of [["/"], [homedir()], [dirname(homedir())], [folder], []])
      assert.equal(await sandboxWith(process.env, [], folders).starter(), undefined, String(folders));
  });
});

describe("the sandbox", () => {
  let workspace: string;
  let runtime: string;
  let sandbox: Sandbox;
  let appears: (path: string) => void;
  const renamed: [from: string, to: string][] = [];

  before(async function () {
    if (process.platform !== "linux") this.skip();
    let missing = "this machine refuses namespaces.";
    try {
      ensureSystemPackages([BUBBLEWRAP]);
    } catch (error) {
      missing = String(error);
    }
    if (!makesNamespaces()) {
      const refused = new Sandbox({
        folders: () => [process.cwd()],
        env: process.env,
        log: () => {},
        ...UNWATCHED,
      });
      assert.equal(await refused.starter(), undefined, "something would run unasked");
      console.log(`Not tested: ${missing} Nothing runs unasked here.`);
      this.skip();
    }
    workspace = realpathSync(mkdtempSync(join(tmpdir(), "ossicle-workspace-")));
    runtime = realpathSync(mkdtempSync("/var/ossicle-runtime-"));
    writeFileSync(join(runtime, "engine.json"), "the engine's secret");
    for (const path of [
      ".git/hooks",
      ".git/config",
      "sub/.git/config",
      ".vscode/tasks.json",
      ".github/workflows/a.yml",
    ])
      write(path, "as it was");
    for (const path of [".env", "sub/.env.local", "deploy/id_rsa"]) write(path, "a secret");
    write("src/app.ts", "code");
    symlinkSync("../.env", join(workspace, "src/link"));
    sandbox = new Sandbox({
      folders: () => [workspace],
      env: { ...process.env, OSSICLE_RUNTIME_DIR: runtime, API_TOKEN: "a secret" },
      log: (line) => console.log(line),
      watch: (onEvent) => {
        appears = onEvent;
        return { dispose: () => {} };
      },
      onRenamed: (from, to) => renamed.push([from, to]),
    });
  });

  after(() => {
    if (workspace) rmSync(workspace, { recursive: true });
    if (runtime) rmSync(runtime, { recursive: true });
  });

  function write(path: string, text: string): void {
    if (path.endsWith("/hooks")) mkdirSync(join(workspace, path), { recursive: true });
    else {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), text);
    }
  }

  async function run(script: string): Promise<{ output: string; exitCode: number | undefined }> {
    const start = await sandbox.starter();
    assert(start, "no sandbox");
    let output = "";
    const { done } = await start({
      argv: ["bash", "-c", script],
      shown: script,
      folder: workspace,
      onOutput: (text) => {
        output += text;
      },
    });
    const { exitCode } = await done;
    return { output: output.trim(), exitCode };
  }

  it("lets a command read and write in the workspace, and use a temporary folder of its own", async () => {
    const { output, exitCode } = await run(
      "cat src/app.ts; echo made > src/made.ts; echo x > /tmp/ossicle-private; ls /tmp; exit 4",
    );
    assert.equal(exitCode, 4);
    assert.match(output, /^code/);
    assert.match(output, /ossicle-private/);
    assert.equal(readFileSync(join(workspace, "src/made.ts"), "utf8"), "made\n");
    assert(!existsSync("/tmp/ossicle-private"));
  });

  it("shows no secrets: of the workspace, of the home, of the environment, of the engine", async () => {
    const { output } = await run(
      [
        "cat .env sub/.env.local deploy/id_rsa src/link",
        `cat ${runtime}/engine.json`,
        "echo $API_TOKEN $SSH_AUTH_SOCK",
        "ls -A ~/.ssh ~/.aws ~/.config ~/.gitconfig ~/.npmrc",
        "cat /etc/shadow",
        "tr '\\0' '\\n' < /proc/1/environ",
        "true",
      ].join("\n"),
    );
    assert.doesNotMatch(output, /secret|BEGIN|root:/);
  });

  it("shows such a file as an empty one, which stays as it is", async () => {
    const { output } = await run("wc -c < .env; chmod 777 .env || echo fixed; mv .env x || echo there");
    assert.match(output, /^0\n(?:.*\n)*fixed\n(?:.*\n)*there$/);
  });

  it("lets a command change neither what git and the editor run nor anything outside of the workspace", async () => {
    const { output } = await run(
      [
        "echo x > .git/hooks/pre-commit",
        "echo x > .git/config",
        "echo x > sub/.git/config",
        "echo x > .vscode/tasks.json",
        "echo x > .github/workflows/a.yml",
        "mv .git .git2",
        "rm -rf .git .vscode .env",
        "mkdir -p .ossicle && echo x > .ossicle/rules.md",
        `touch ${join(homedir(), ".bashrc")}-ossicle /usr/x /etc/x /var/x`,
        "echo done",
      ].join("\n"),
    );
    assert.match(output, /done$/);
    for (const path of [".git/config", "sub/.git/config", ".vscode/tasks.json", ".github/workflows/a.yml"])
      assert.equal(readFileSync(join(workspace, path), "utf8"), "as it was", path);
    for (const path of [".git/hooks/pre-commit", ".git2", ".ossicle"])
      assert(!existsSync(join(workspace, path)), path);
    assert.equal(readFileSync(join(workspace, ".env"), "utf8"), "a secret");
    for (const path of [`${join(homedir(), ".bashrc")}-ossicle`, "/usr/x", "/etc/x", "/var/x"])
      assert(!existsSync(path), path);
  });

  it("leaves no repository behind that the editor would open", async () => {
    await run("mkdir -p deep/er/.git; echo x > deep/er/.git/config; echo 'gitdir: ..' > deep/.git");
    assert.deepEqual(
      renamed
        .splice(0)
        .map(([from]) => from)
        .toSorted(),
      [join(workspace, "deep/.git"), join(workspace, "deep/er/.git")],
    );
    assert(!existsSync(join(workspace, "deep/.git")) && !existsSync(join(workspace, "deep/er/.git")));
    assert.equal(readFileSync(join(workspace, "deep/er/.git-from-sandbox/config"), "utf8"), "x\n");
  });

  it("ends a command that makes a repository, once the editor sees it", async () => {
    const start = await sandbox.starter();
    assert(start);
    const made = join(workspace, "made/.git");
    const { done } = await start({
      argv: ["bash", "-c", "mkdir -p made/.git; echo ready; sleep 1000"],
      shown: "",
      folder: workspace,
      onOutput: () => {
        // Those that were there before stay.
        appears(join(workspace, "sub/.git/config"));
        appears(join(made, "config"));
      },
    });
    await done;
    assert.deepEqual(renamed.splice(0), [[made, `${made}-from-sandbox`]]);
    assert(existsSync(join(workspace, "sub/.git/config")));
  });

  it("has no network: not even this machine's own, nor a socket in the workspace", async () => {
    const server = createServer((socket) => socket.end("reached"));
    const local = createServer((socket) => socket.end("reached"));
    const other = createServer((socket) => socket.end("reached"));
    const otherFolder = mkdtempSync("/var/ossicle-service-");
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await new Promise<void>((resolve) => local.listen(join(workspace, "socket"), resolve));
    await new Promise<void>((resolve) => other.listen(join(otherFolder, "socket"), resolve));
    const connect = (path: string) =>
      `node -e 'require("node:net").connect("${path}").on("data", (data) => console.log(String(data))).on("error", (error) => console.log(error.code))'`;
    try {
      const address = server.address();
      assert(address !== null && typeof address === "object");
      const { output } = await run(
        [
          `(exec 3<>/dev/tcp/127.0.0.1/${address.port} && cat <&3) 2>&1`,
          "(exec 3<>/dev/udp/192.0.2.1/53 && echo x >&3 && echo sent) 2>&1",
          connect("socket"),
          connect(join(otherFolder, "socket")),
          "ls /sys/class/net 2>/dev/null | grep -v lo",
          "tail -n +3 /proc/net/dev | cut -d: -f1",
        ].join("\n"),
      );
      assert.doesNotMatch(output, /reached|sent/);
      assert.match(output, /\blo$/);
    } finally {
      server.close();
      local.close();
      other.close();
      rmSync(otherFolder, { recursive: true });
    }
  });

  it("doesn't see the machine's processes, and ends with all that it has started", async () => {
    const start = await sandbox.starter();
    assert(start);
    let output = "";
    let isReady = () => {};
    const ready = new Promise<void>((resolve) => {
      isReady = resolve;
    });
    const { done, end } = await start({
      argv: ["bash", "-c", `kill -0 ${process.pid} || echo alone; setsid sleep 98765 & echo ready; wait`],
      shown: "",
      folder: workspace,
      onOutput: (text) => {
        output += text;
        if (output.includes("ready")) isReady();
      },
    });
    await ready;
    end();
    await done;
    assert.match(output, /alone/);
    assert.doesNotMatch(
      spawnSync("ps", ["-A", "-o", "stat=,args="], { encoding: "utf8" }).stdout,
      /^[^Z].*sleep 98765/m,
    );
  });

  it("says that a program isn't there before it asks anyone", async () => {
    const start = await sandbox.starter();
    await assert.rejects(
      async () => start?.({ argv: ["no-such-program"], shown: "", folder: workspace, onOutput: () => {} }),
      /no program no-such-program/,
    );
  });

  it("ends when the process is killed that has started it", async () => {
    const inside = bubblewrapArguments(
      { mounts: [], emptyFile: "/dev/null", env: { PATH: process.env.PATH } },
      "/",
      ["sh", "-c", "echo ready; sleep 1000"],
    );
    const parent = spawn("sh", ["-c", '"$@" & wait', "sh", "bwrap", ...inside], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [ready] = await once(parent.stdout, "data");
    assert.equal(String(ready), "ready\n");
    // All that could write into the pipe are gone once it closes.
    const gone = once(parent.stdout, "close");
    parent.kill("SIGKILL");
    await gone;
  });
});
