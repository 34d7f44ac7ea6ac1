import assert from "node:assert/strict";
import { protectedKind } from "../../../../common/protected-paths/protection.ts";

describe("protected paths", () => {
  const kinds: [kind: string, paths: string[]][] = [
    [
      "versionControl",
      [
        ".git/hooks/pre-commit",
        ".git/config",
        ".git",
        "packages/a/.git/config",
        ".git/modules/x/CLAUDE.md",
        ".hg/hgrc",
        // Other spellings of the same name.
        ".GIT/config",
        ".Git\\hooks\\pre-push",
        ".git./config",
        ".git /config",
        ".git::$INDEX_ALLOCATION/config",
        ".g\u200cit/config",
        "\uff0egit/config",
      ],
    ],
    [
      "editor",
      [
        ".vscode/tasks.json",
        ".VSCode/settings.json",
        "web/.vscode/launch.json",
        "team.code-workspace",
        ".devcontainer/devcontainer.json",
        ".idea/workspace.xml",
        ".envrc",
      ],
    ],
    ["ossicle", [".ossicle/rules.md", ".ossicleignore"]],
    ["hooks", [".husky/pre-commit", ".githooks/post-merge", ".pre-commit-config.yaml", "lefthook.yml"]],
    [
      "ci",
      [
        ".github/workflows/ci.yml",
        ".gitlab-ci.yml",
        ".circleci/config.yml",
        "Jenkinsfile",
        "build/azure-pipelines.yml",
      ],
    ],
    ["lockFile", ["package-lock.json", "web/yarn.lock", "Cargo.lock", "go.sum", "Gemfile.lock"]],
    [
      "rules",
      [
        "AGENTS.md",
        "docs/agents.md",
        "CLAUDE.md",
        ".cursorrules",
        ".cursor/rules/a.mdc",
        ".github/copilot-instructions.md",
        ".github/instructions/tests.instructions.md",
        ".clinerules",
      ],
    ],
  ];
  for (const [kind, paths] of kinds)
    for (const path of paths)
      it(`${JSON.stringify(path)}: ${kind}`, () => assert.equal(protectedKind(path), kind));

  const free = [
    "src/hooks/use-cart.ts",
    "src/a.ts",
    ".gitignore",
    ".github/ISSUE_TEMPLATE.md",
    ".editorconfig",
    "git/config",
    "src/agents.ts",
    "package.json",
    "Cargo.toml",
    "docs/workflows/ci.yml",
    "a.vscode.ts",
    "lock.json",
    "go.mod",
    "",
  ];
  for (const path of free)
    it(`${JSON.stringify(path)}: as any other`, () => assert.equal(protectedKind(path), undefined));
});
