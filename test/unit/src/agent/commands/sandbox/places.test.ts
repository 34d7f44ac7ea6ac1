import assert from "node:assert/strict";
import { isIn, visibleInHome } from "../../../../../../src/agent/commands/sandbox/places.ts";

const HOME = "/home/ada";

describe("what a sandboxed command sees of the home", () => {
  const visible = (path: string) => visibleInHome(HOME, path);
  const isVisible = (file: string, path = "/usr/bin") => visible(path).some((each) => isIn(each, file));

  it("is language tools, and nothing that may hold a token", () => {
    for (const tool of [
      ".nvm/versions/node/v24/bin/node",
      ".cargo/bin/cargo",
      "go/pkg/mod/x",
      ".rustup/toolchains/x",
    ])
      assert(isVisible(`${HOME}/${tool}`), tool);
    for (const secret of [
      ".ssh/id_ed25519",
      ".aws/credentials",
      ".config/gh/hosts.yml",
      ".npmrc",
      ".gitconfig",
      ".git-credentials",
      ".cargo/credentials.toml",
      ".gem/credentials",
      ".m2/settings.xml",
      ".gradle/gradle.properties",
      ".docker/config.json",
      ".local/share/keyrings/login.keyring",
      ".dotnet/corefx/cryptography/x509stores/my/key.pfx",
      ".pub-cache/credentials.json",
      ".bash_history",
      "other-project/.env",
    ])
      assert(!isVisible(`${HOME}/${secret}`), secret);
  });

  it("is what the path names, with the libraries beside it and nothing else", () => {
    const path = `/usr/bin:${HOME}/tools/node/bin:${HOME}/.secret/bin:${HOME}`;
    assert(isVisible(`${HOME}/tools/node/bin/node`, path));
    assert(isVisible(`${HOME}/tools/node/lib/node_modules/npm`, path));
    assert(!isVisible(`${HOME}/tools/node/.env`, path));
    assert(isVisible(`${HOME}/.secret/bin/tool`, path));
    assert(!isVisible(`${HOME}/.secret/lib/x`, path));
    assert(!isVisible(`${HOME}/notes.txt`, path));
  });
});
