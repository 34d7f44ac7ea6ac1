import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { bubblewrapArguments } from "../../../../../../src/agent/commands/sandbox/bubblewrap.ts";

const arguments_ = (...argv: string[]) =>
  bubblewrapArguments(
    {
      mounts: [
        { kind: "empty", path: "/tmp" },
        { kind: "writable", path: "/work" },
        { kind: "visible", path: "/work/.git" },
        { kind: "hiddenFile", path: "/work/.env" },
      ],
      emptyFile: "/empty",
      env: { PATH: "/usr/bin", GONE: undefined },
    },
    "/work/src",
    argv,
  ).join(" ");

describe("bubblewrap", () => {
  it("is called with what is hidden laid over what is shown, and with no variables but the given ones", () => {
    const line = arguments_("ls", "--", "-la");
    assert.match(
      line,
      /--bind \/work \/work .*--ro-bind \/work\/\.git \/work\/\.git .*--ro-bind \/empty \/work\/\.env/,
    );
    assert.match(line, / --chdir \/work\/src --clearenv --setenv PATH \/usr\/bin -- ls -- -la$/);
    for (const promised of ["--unshare-all", "--die-with-parent", "--new-session", "--ro-bind / /"])
      assert(line.includes(promised), promised);
  });

  it("ends a command when the process is killed that has started it", async function () {
    if (spawnSync("bwrap", ["--unshare-all", "--ro-bind", "/", "/", "true"]).status !== 0) this.skip();
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
