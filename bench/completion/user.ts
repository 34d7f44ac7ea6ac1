/** A user who writes what is missing in files: types, accepts, goes back, undoes, jumps, and switches files. */
import { Random } from "../../tools/random.ts";
import type { Editor } from "./editor.ts";
import type { UnfinishedFile } from "./unfinished-file.ts";

/** Of 100 keys: so many come before the answer to the one before them. */
const HASTY = 40;
/** How soon, in milliseconds. */
const HASTE_MS = 40;
/** Of 100 places: where letters are mistyped, where what was written is taken back, where the user goes elsewhere. */
const MISTYPED = 3;
const TAKEN_BACK = 1;
const LEFT = 2;
/** Of 100 suggestions that are right: accepted in full, the next word, the next line; the rest is typed. */
const ACCEPTED = 50;
const BY_WORD = 15;
const BY_LINE = 10;
/** Of 100 that were accepted in full. */
const UNDONE = 5;
const LETTERS = "aeinorst";

export class User {
  readonly #editor: Editor;
  readonly #files: readonly UnfinishedFile[];
  readonly #random: Random;
  #file: UnfinishedFile;
  #hole = 0;

  constructor(editor: Editor, files: readonly UnfinishedFile[], seed: number) {
    this.#editor = editor;
    this.#files = files;
    this.#random = Random.nth(seed);
    const [first] = files;
    if (!first) throw new Error("There is no file to write.");
    this.#file = first;
  }

  /** Writes until the editor has asked so often, or everything is written. Returns whether something is missing still. */
  async write(requests: number): Promise<boolean> {
    const { asked } = this.#editor;
    while (asked.length < requests) {
      if (this.#file.missing(this.#hole) === "" || this.#random.chance(LEFT)) {
        if (!this.#goElsewhere()) return false;
      }
      await this.#step();
    }
    return true;
  }

  /** To another place that isn't finished, in whatever file. */
  #goElsewhere(): boolean {
    const places = this.#files.flatMap((file) => file.open.map((hole) => ({ file, hole })));
    if (places.length === 0) return false;
    const { file, hole } = this.#random.pick(places);
    this.#file = file;
    this.#hole = hole;
    this.#editor.grayText = undefined;
    return true;
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const right = this.#rightLength();
    if (right > 0) {
      const { inserted } = this.#editor.grayText ?? { inserted: "" };
      const choice = random.below(100);
      if (right === inserted.length && choice < ACCEPTED) return this.#acceptAll();
      const word = /^\s*(?:\w+|[^\w\s]+)/.exec(inserted)?.[0].length ?? 0;
      if (choice >= ACCEPTED && choice < ACCEPTED + BY_WORD && word > 0 && word <= right)
        return this.#take(word);
      const line = inserted.indexOf("\n");
      if (choice >= 100 - BY_LINE && line > 0 && line <= right) return this.#take(line);
    }
    if (random.chance(MISTYPED)) await this.#mistype();
    if (random.chance(TAKEN_BACK)) return this.#takeBack();
    return this.#type(keyOf(this.#file.missing(this.#hole)));
  }

  /** How much of the gray text is what the user is about to write. */
  #rightLength(): number {
    const { grayText } = this.#editor;
    if (!grayText) return 0;
    const missing = this.#file.missing(this.#hole);
    const { inserted } = grayText;
    let length = 0;
    while (length < Math.min(inserted.length, missing.length) && inserted[length] === missing[length])
      length++;
    return length;
  }

  async #acceptAll(): Promise<void> {
    const { grayText } = this.#editor;
    if (!grayText) return;
    const { uri, text } = this.#file;
    const length = grayText.inserted.length;
    await this.#take(length);
    if (!this.#random.chance(UNDONE)) return;
    const offset = this.#file.placeIn(this.#hole) - length;
    this.#file.write(this.#hole, -length);
    if (this.#file.text !== text) throw new Error("What is undone isn't what was accepted.");
    await this.#editor.edit(uri, { offset, deleted: length, inserted: "" });
  }

  async #take(length: number): Promise<void> {
    const file = this.#file;
    file.write(this.#hole, length);
    await this.#editor.accept(file.uri, length);
  }

  async #type(inserted: string): Promise<void> {
    const offset = this.#file.placeIn(this.#hole);
    this.#file.write(this.#hole, inserted.length);
    await this.#editor.edit(this.#file.uri, { offset, deleted: 0, inserted }, this.#patience());
  }

  /** Types letters that don't belong there, and takes them back one by one. */
  async #mistype(): Promise<void> {
    const { uri } = this.#file;
    const offset = this.#file.placeIn(this.#hole);
    const letters = this.#random.times(1 + this.#random.below(3), () => this.#random.pick([...LETTERS]));
    for (const [index, inserted] of letters.entries())
      await this.#editor.edit(uri, { offset: offset + index, deleted: 0, inserted }, this.#patience());
    for (let left = letters.length; left > 0; left--)
      await this.#editor.edit(uri, { offset: offset + left - 1, deleted: 1, inserted: "" }, this.#patience());
  }

  /** Takes back what was written last, letter by letter; it is written again afterwards. */
  async #takeBack(): Promise<void> {
    const { uri } = this.#file;
    const letters = Math.min(1 + this.#random.below(6), this.#file.written(this.#hole).length);
    for (let left = letters; left > 0; left--) {
      this.#file.write(this.#hole, -1);
      const offset = this.#file.placeIn(this.#hole);
      await this.#editor.edit(uri, { offset, deleted: 1, inserted: "" }, this.#patience());
    }
  }

  /** Until the next key; undefined where the user looks at what is suggested. */
  #patience(): number | undefined {
    return this.#random.chance(HASTY) ? this.#random.below(HASTE_MS) : undefined;
  }
}

/** Editors indent a new line by themselves: the break and the indentation are one key. */
function keyOf(missing: string): string {
  return /^(?:\n[ \t]*|[^\n])/u.exec(missing)?.[0] ?? "";
}
