import assert from "node:assert/strict";
import { IgnoreRules } from "../../../../../language-server/context/ignore/ignore-rules.ts";
import type { GitHome } from "../../../../../language-server/context/ignore/repository.ts";

const HOME: GitHome = {
  home: "file:///home/me",
  configs: ["file:///home/me/.config/git/config", "file:///home/me/.gitconfig"],
  excludes: "file:///home/me/.config/git/ignore",
};
/** What makes a folder the root of a repository. */
const HEAD = "ref: refs/heads/main\n";

/** Rules for a workspace folder in a file system of texts by URI without `file:///`. */
function rulesOf(texts: Record<string, string>, workspaceFolder = "file:///r/w", gitHome?: GitHome) {
  const files = {
    readText: async (uri: string) => texts[uri.replace(/^file:\/\/\//, "")] ?? null,
    realUri: async () => undefined,
  };
  const rules = new IgnoreRules({ files, now: () => 0, ...(gitHome && { gitHome }) });
  return {
    of: (path: string) => rules.ignoring(`${workspaceFolder}/${path}`, workspaceFolder),
    ofFolder: (path: string) => rules.ignoringFolder(`${workspaceFolder}/${path}`, workspaceFolder),
  };
}

describe("ignore files", () => {
  it("take back in a deeper folder what an upper file says of a folder's entries", async () => {
    const { of, ofFolder } = rulesOf({ "r/w/.gitignore": "/a/*\n", "r/w/a/.gitignore": "!b/\n" });
    assert.equal(await of("a/b/x"), null);
    assert.equal(await of("a/c/x"), ".gitignore");
    assert.equal(await ofFolder("a/b"), null);
    assert.equal(await ofFolder("a/c"), ".gitignore");
  });

  it("can't take back what lies in a folder that is left out", async () => {
    const { of } = rulesOf({ "r/w/.gitignore": "a/\n", "r/w/a/.gitignore": "!x\n" });
    assert.equal(await of("a/x"), ".gitignore");
  });

  it("count from above the workspace folder up to the root of the repository, and not beyond it", async () => {
    const { of } = rulesOf({
      ".gitignore": "beyond\n",
      "r/.git/HEAD": HEAD,
      "r/.gitignore": "*.log\n/w/gen/\n*.tmp\n",
      "r/w/.gitignore": "!keep.log\n",
    });
    assert.equal(await of("a.log"), "../.gitignore");
    assert.equal(await of("gen/deep/a.ts"), "../.gitignore");
    assert.equal(await of("src/keep.log"), null);
    assert.equal(await of("beyond"), null);
  });

  it("don't count from above where there is no repository", async () => {
    const { of } = rulesOf({ "r/.gitignore": "*.log\n" });
    assert.equal(await of("a.log"), null);
  });

  it("of a repository that ignores the workspace folder itself don't count in it", async () => {
    const { of } = rulesOf({ "r/.git/HEAD": HEAD, "r/.gitignore": "*\n", "r/w/.gitignore": "b\n" });
    assert.equal(await of("a"), null);
    assert.equal(await of("b"), ".gitignore");
  });

  it("beside the folders' own count the repository's and the user's, in this order", async () => {
    const { of } = rulesOf(
      {
        "r/.git/HEAD": HEAD,
        "r/.git/info/exclude": "*.priv\n!b.mine\n",
        "home/me/.config/git/ignore": "*.mine\n*.kept\n",
        "r/w/.gitignore": "!*.kept\n",
      },
      undefined,
      HOME,
    );
    assert.equal(await of("a.priv"), ".git/info/exclude");
    assert.equal(await of("deep/a.mine"), "~/.config/git/ignore");
    assert.equal(await of("b.mine"), null);
    assert.equal(await of("a.kept"), null);
  });

  for (const [where, texts] of Object.entries<Record<string, string>>({
    "the user's configuration": { "home/me/.gitconfig": "[core]\nexcludesFile = ~/mine\n" },
    "a file that it includes": {
      "home/me/.config/git/config": "[include]\npath = more.ini\n",
      "home/me/.config/git/more.ini": "[core]\nexcludesfile = /home/me/mine",
    },
    "a file that counts for repositories of some folders": {
      "home/me/.gitconfig":
        '[includeIf "gitdir:/r/"]\npath = more.ini\n[includeIf "gitdir:/other/"]\npath = other.ini\n',
      "home/me/more.ini": "[core]\nexcludesfile = /home/me/mine",
      "home/me/other.ini": "[core]\nexcludesfile = /home/me/.config/git/ignore",
    },
    "a file that counts for repositories of some name": {
      "home/me/.gitconfig": '[includeIf "gitdir/i:R/.git"]\npath = ~/more.ini\n',
      "home/me/more.ini": "[core]\nexcludesfile = /home/me/mine",
    },
    "the repository's configuration": {
      "home/me/.gitconfig": "[core]\nexcludesfile = ~/other\n",
      "r/.git/config": "[core]\n\texcludesFile = ../home/me/mine\n",
    },
  }))
    it(`of the user are where ${where} says`, async () => {
      const all = {
        "r/.git/HEAD": HEAD,
        "home/me/mine": "*.mine\n",
        "home/me/.config/git/ignore": "*.log\n",
        ...texts,
      };
      const { of } = rulesOf(all, undefined, HOME);
      assert.equal(await of("a.mine"), "~/mine");
      assert.equal(await of("a.log"), null);
    });

  it("of the user don't count where an empty name says so", async () => {
    const { of } = rulesOf(
      {
        "r/.git/HEAD": HEAD,
        "r/.git/config": "[core]\nexcludesfile =\n",
        "home/me/.config/git/ignore": "*.log\n",
      },
      undefined,
      HOME,
    );
    assert.equal(await of("a.log"), null);
  });

  it("of a worktree are those of its repository", async () => {
    const { of } = rulesOf(
      {
        "r/w/.git": "gitdir: /main/.git/worktrees/w\n",
        "main/.git/worktrees/w/commondir": "../..\n",
        "main/.git/info/exclude": "*.priv\n",
        "main/.git/config": "[core]\nexcludesfile = /home/me/mine\n",
        "home/me/mine": "*.mine\n",
        "r/.git/HEAD": HEAD,
        "r/.gitignore": "*.log\n",
      },
      undefined,
      HOME,
    );
    assert.equal(await of("a.priv"), ".git/info/exclude");
    assert.equal(await of("a.mine"), "~/mine");
    assert.equal(await of("a.log"), null);
  });

  it("of a submodule count in it alone, and it can be ignored as a whole", async () => {
    const { of, ofFolder } = rulesOf({
      "r/w/.git/HEAD": HEAD,
      "r/w/.git/info/exclude": "*.outer\nclone/\n",
      "r/w/.gitignore": "*.log\n",
      "r/w/sub/.git": "gitdir: ../.git/modules/sub\n",
      "r/w/.git/modules/sub/info/exclude": "*.inner\n",
      "r/w/clone/.git/HEAD": HEAD,
    });
    assert.equal(await of("sub/a.inner"), ".git/info/exclude");
    assert.equal(await of("a.inner"), null);
    assert.equal(await of("sub/a.outer"), null);
    assert.equal(await of("sub/a.log"), null);
    assert.equal(await ofFolder("clone"), ".git/info/exclude");
    assert.equal(await of("clone/a.ts"), ".git/info/exclude");
  });

  it("are matched whatever the case where the repository says so", async () => {
    const texts = { "r/.git/HEAD": HEAD, "r/.gitignore": "Build/\n" };
    assert.equal(await rulesOf(texts).of("build/a"), null);
    const { of } = rulesOf({ ...texts, "r/.git/config": "[core]\nignorecase\n" });
    assert.equal(await of("build/a"), "../.gitignore");
  });

  it("of a workspace that isn't on the disk are looked for in it alone", async () => {
    const asked: string[] = [];
    const files = {
      readText: async (uri: string) => {
        asked.push(uri);
        return uri === "remote://host/r/w/.gitignore" ? "*.log\n" : null;
      },
      realUri: async () => undefined,
    };
    const rules = new IgnoreRules({ files, now: () => 0 });
    assert.equal(await rules.ignoring("remote://host/r/w/b/a.log", "remote://host/r/w"), ".gitignore");
    for (const uri of asked) assert.match(uri, /^remote:\/\/host\/r\/w\//);
  });
});
