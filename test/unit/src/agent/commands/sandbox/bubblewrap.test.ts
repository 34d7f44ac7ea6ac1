import assert from "node:assert/strict";
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
});
