import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

interface Binding {
  command: string;
  key: string;
  mac: string;
  when?: string;
}

const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8"));
const bindings: Binding[] = manifest.contributes.keybindings;

/**
 * The letters and digits that are bound with these modifiers, as a first stroke: by VS Code itself (1.117), and by Vim,
 * GitLens, Python, Jupyter, C/C++, Java, Live Server, Bookmarks and Copilot Chat. ESLint, Prettier and Docker bind no keys.
 */
const TAKEN = {
  windows: { "shift+alt": "019abcdfhijkloru", alt: "0123456789abchklnoprstwz" },
  linux: { "shift+alt": "019bdfhijklou", alt: "0123456789abchklnoprstwz" },
  mac: { "ctrl+cmd": "19fi", "ctrl+alt": "gjnpr" },
};
/** On Macs the system has these: lock the screen, look a word up, full screen. */
const MAC_SYSTEM = ["ctrl+cmd+q", "ctrl+cmd+d", "ctrl+cmd+f"];
/** Second strokes after Ctrl+K or Cmd+K, VS Code's own prefix: those with Alt. */
const TAKEN_CHORDS = [
  "ctrl+alt+c",
  "ctrl+alt+s",
  "ctrl+alt+up",
  "ctrl+alt+down",
  "ctrl+shift+alt+c",
  "alt+cmd+c",
  "alt+cmd+s",
  "alt+cmd+up",
  "alt+cmd+down",
  "alt+cmd+left",
  "alt+cmd+right",
  "shift+alt+cmd+c",
];

/** The strokes of a binding, each as its modifiers and its key. */
const strokes = (key: string) =>
  key.split(" ").map((stroke) => {
    const parts = stroke.split("+");
    return { stroke, modifiers: parts.slice(0, -1).join("+"), letter: parts.at(-1) ?? "" };
  });

describe("keys", () => {
  it("are none that write a character with AltGr, which is Ctrl+Alt on Windows and Linux", () => {
    for (const { key, command } of bindings)
      for (const { modifiers, letter } of strokes(key))
        assert.ok(!/ctrl.*alt/.test(modifiers) || letter.length > 1, `${command}: ${key}`);
  });

  for (const [system, taken] of Object.entries(TAKEN))
    it(`are none that VS Code or a widely used extension has: ${system}`, () => {
      for (const binding of bindings) {
        const key = system === "mac" ? (binding.mac ?? binding.key) : binding.key;
        const [first, second] = strokes(key);
        assert.ok(first);
        if (second) {
          assert.match(first.stroke, /^(ctrl|cmd)\+k$/);
          assert.match(second.modifiers, /alt/);
          assert.ok(!TAKEN_CHORDS.includes(second.stroke), key);
        } else if (first.stroke === "escape") {
          assert.match(binding.when ?? "", /ossicle\..*!suggestWidgetVisible.*!inlineSuggestionVisible/);
        } else {
          const letters = new Map(Object.entries<string>(taken)).get(first.modifiers);
          assert.ok(
            letters !== undefined && first.letter.length === 1,
            `${key}: modifiers that aren't known`,
          );
          assert.ok(!letters.includes(first.letter) && !MAC_SYSTEM.includes(first.stroke), key);
        }
      }
    });
});
