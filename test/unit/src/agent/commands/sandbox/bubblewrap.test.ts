import assert from "node:assert/strict";
import { bubblewrapArguments } from "../../../../../../src/agent/commands/sandbox/bubblewrap.ts";

const arguments_ = (...argv: string[]) =>
  bubblewrapArguments(
    {
      mounts: [
        { kind: "empty", path: "/tmp" },
        { kind: "writable", path: "/project" },
        { kind: "visible", path: "/project/.git" },
        { kind: "hiddenFile", path: "/project/.env" },
      ],
      emptyFile: "/empty",
      env: { PATH: "/usr/bin", GONE: undefined },
    },
    "/project/src",
    argv,
  ).join(" ");

describe("bubblewrap", () => {
  it("is called with what is hidden laid over what is shown, and with no variables but the given ones", () => {
    const line = arguments_("ls", "--", "-la");
    assert.match(
      line,
      /--bind \/project \/project .*--ro-bind \/project\/\.git \/project\/\.git .*--ro-bind \/empty \/project\/\.env/,
    );
    assert.match(line, / --chdir \/project\/src --clearenv --setenv PATH \/usr\/bin -- ls -- -la$/);
    for (const promised of ["--unshare-all", "--die-with-parent", "--new-session", "--ro-bind / /"])
      assert(line.includes(promised), promised);
  });
});
