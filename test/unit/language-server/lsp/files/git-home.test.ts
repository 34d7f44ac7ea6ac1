import assert from "node:assert/strict";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";
import { gitHome } from "../../../../../language-server/lsp/files/git-home.ts";

const uri = (path: string) => pathToFileURL(path.replaceAll("/", sep)).href;

describe("where git keeps the user's own", () => {
  it("is the home folder, or where the environment says", () => {
    const plain = gitHome({ GIT_CONFIG_NOSYSTEM: "1" }, "/home/me");
    assert.deepEqual(plain.configs, [uri("/home/me/.config/git/config"), uri("/home/me/.gitconfig")]);
    assert.equal(plain.excludes, uri("/home/me/.config/git/ignore"));
    const moved = gitHome({ XDG_CONFIG_HOME: "/xdg", GIT_CONFIG_NOSYSTEM: "1" }, "/home/me");
    assert.deepEqual(moved.configs, [uri("/xdg/git/config"), uri("/home/me/.gitconfig")]);
    assert.equal(moved.excludes, uri("/xdg/git/ignore"));
    const other = gitHome({ GIT_CONFIG_GLOBAL: "/other", GIT_CONFIG_NOSYSTEM: "1" }, "/home/me");
    assert.deepEqual(other.configs, [uri("/other")]);
  });
});
