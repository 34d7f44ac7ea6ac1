import assert from "node:assert/strict";
import { patchInCommand } from "../../../../../../language-server/features/agent/calls/patch-in-command.ts";

const PATCH =
  "*** Begin Patch\n*** Update File: src/a.ts\n@@\n-const a = `$x`;\n+const a = 'b';\n*** End Patch";

const found = (command: string[], workdir = "") => {
  const result = patchInCommand(command, workdir);
  return result && "patch" in result ? result.patch : result;
};
const inBash = (script: string, workdir?: string) => found(["bash", "-lc", script], workdir);

describe("a patch in a command", () => {
  for (const script of [
    `apply_patch <<'EOF'\n${PATCH}\nEOF`,
    `apply_patch <<'EOF'\n${PATCH}\nEOF\n`,
    `apply_patch <<"EOF"\n${PATCH}\nEOF`,
    `apply_patch <<-'PATCH-1'\n${PATCH}\n\tPATCH-1\n`,
    `apply_patch << 'EOF'\n${PATCH}\nEOF`,
    `apply_patch - <<'EOF'\n${PATCH}\nEOF`,
    `applypatch <<'EOF'\n${PATCH}\nEOF`,
    `apply-patch <<'EOF'\n${PATCH}\nEOF`,
    `cat <<'EOF' | apply_patch\n${PATCH}\nEOF`,
    `apply_patch <<'EOF'\n${PATCH}`,
    `apply_patch '${PATCH.replaceAll("'", "'\\''")}'`,
    `apply_patch $'${PATCH.replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`,
    `apply_patch <<< '${PATCH.replaceAll("'", "'\\''")}'`,
    `echo '${PATCH.replaceAll("'", "'\\''")}' | apply_patch`,
    `printf '%s\\n' '${PATCH.replaceAll("'", "'\\''")}' | apply_patch`,
    `apply_patch "${PATCH.replaceAll(/[`$]/g, "\\$&")}"`,
    `apply_patch <<EOF\n${PATCH.replaceAll(/[`$]/g, "\\$&")}\nEOF`,
    `bash -lc "apply_patch <<'EOF'\n${PATCH.replaceAll(/[`$]/g, "\\$&")}\nEOF"`,
    PATCH,
  ])
    it(`is found in ${JSON.stringify(script)}`, () => assert.equal(inBash(script), PATCH));

  it("is found as an argument, and whatever the shell", () => {
    const script = `apply_patch <<'EOF'\n${PATCH}\nEOF`;
    for (const command of [
      ["apply_patch", PATCH],
      ["applypatch", PATCH],
      ["apply_patch", `<<'EOF'\n${PATCH}\nEOF\n`],
      [PATCH],
      [script],
      ["sh", "-c", script],
      ["/usr/bin/bash", "-c", script],
      ["powershell.exe", "-NoProfile", "-Command", script],
      ["cmd.exe", "/c", script],
    ])
      assert.equal(found(command), PATCH, JSON.stringify(command));
  });

  it("has its paths from the folder in which the command would run", () => {
    const script = `apply_patch <<'EOF'\n${PATCH}\nEOF`;
    const moved = PATCH.replace("src/a.ts", "web/src/a.ts");
    for (const folder of ["web", "'web'", '"web"', "web/"])
      assert.equal(inBash(`cd ${folder} && ${script}`), moved);
    assert.equal(inBash(script, "web"), moved);
    assert.equal(inBash(`cd web\n${script}`), moved);
    assert.equal(inBash(`cd . && ${script}`), PATCH);
    assert.equal(inBash(`cd web && ${script}`, "repo"), PATCH.replace("src/a.ts", "repo/web/src/a.ts"));
    assert.equal(inBash(`cd /abs && ${script}`, "repo"), PATCH.replace("src/a.ts", "/abs/src/a.ts"));
    const move =
      "*** Begin Patch\n*** Update File: /abs/a\n*** Move to: b\n*** Add File: c\n+*** Update File: d\n*** End Patch";
    assert.equal(
      inBash(`cd web && apply_patch <<'EOF'\n${move}\nEOF`),
      move.replace("to: b", "to: web/b").replace("Add File: c", "Add File: web/c"),
    );
  });

  it("runs nothing beside it: the model is told to do the two one after the other", () => {
    const script = `apply_patch <<'EOF'\n${PATCH}\nEOF`;
    for (const command of [
      `${script}\nnpm test`,
      `${script} && echo done`,
      `npm test && ${script}`,
      `echo foo; cd bar && ${script}`,
      `rm -rf x | ${script}`,
      `cd foo || ${script}`,
      `apply_patch $(rm -rf x) <<'EOF'\n${PATCH}\nEOF`,
      `apply_patch \`rm x\` <<'EOF'\n${PATCH}\nEOF`,
    ])
      assert.match(JSON.stringify(inBash(command)), /can't be combined with commands/, command);
  });

  it("is looked for in time that grows with the command, however odd that is", () => {
    for (const odd of ["<<-a ", "echo -n ", "<<'a", "printf '%s' ", "cat|", " ", "'\n", "<<a\n"]) {
      const result = inBash(`apply_patch ${odd.repeat(5_000)}(x)\n${PATCH}`);
      assert.match(JSON.stringify(result), /can't be combined with commands/, odd);
    }
  });

  it("is not looked for where apply_patch is only named, and missed where it is called without one", () => {
    for (const script of ["grep -rn apply_patch .", "which apply_patch", "cat patch.txt", "npm test"])
      assert.equal(inBash(script), undefined, script);
    assert.equal(found(["rg", "*** Begin Patch", "apply_patch"]), undefined);
    for (const script of [
      "apply_patch --help",
      "cd web && apply_patch < fix.patch",
      "cat fix.patch | apply_patch",
    ])
      assert.match(JSON.stringify(inBash(script)), /apply_patch is no program/, script);
  });
});
