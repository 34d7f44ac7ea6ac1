/** What a patch asks for, in whatever form it was written. */

/** One line of a hunk. */
export interface HunkLine {
  kind: "kept" | "removed" | "added";
  text: string;
  /** A kept line from which a blank was taken as its mark: it may have been the file's own. */
  hadBlank?: true;
}

/** Lines of the old file that follow each other, and what becomes of them. */
export interface Hunk {
  lines: readonly HunkLine[];
  /** Lines that the file has further up, the outermost first: what is behind `@@`. */
  headings: readonly string[];
  /** Where the old file has it by the patch's own word, zero-based. */
  line?: number;
  /** Nothing is around the lines that it adds, and they go before this line of the old file, zero-based. */
  insertAt?: number;
  /** It is the end of the file. */
  isAtEnd?: true;
  /** Whether the file ends with a line break afterwards, where the patch says so. */
  endsWithBreak?: boolean;
}

/** What a patch does to one file. Without a path it belongs to the file that is meant anyway. */
export type FilePatch =
  | { kind: "create"; path?: string; text: string }
  /** The hunks are what the file has, where the patch shows it. */
  | { kind: "delete"; path?: string; hunks: readonly Hunk[] }
  | { kind: "update"; path?: string; moveTo?: string; hunks: readonly Hunk[] };

/** Why a patch can't be applied as it is written. */
export type PatchFault =
  /** Its end is missing. */
  | { why: "incomplete" }
  /** A line that has no place in such a patch. */
  | { why: "unreadable"; text: string };

export interface Patch {
  files: readonly FilePatch[];
  fault?: PatchFault;
}

/** Why a patch doesn't apply. Lines are zero-based, hunks counted from 0 within what the patch says of the file. */
export type Refusal =
  | PatchFault
  /** Nothing would change. */
  | { why: "nothing" }
  /** The file isn't there, or is there already. */
  | { why: "missing" | "exists"; path: string }
  /** The file has more lines than those that are shown as deleted. */
  | { why: "more"; path: string }
  /** A hunk has no place. */
  | ({ path: string; hunk: number } & NoPlace)
  /** Two hunks change the same lines. */
  | { why: "overlap"; path: string; hunks: readonly [number, number]; line: number };

/** What happens to a file. */
export type FileChange =
  | { kind: "created"; path: string; text: string }
  | { kind: "changed"; path: string; before: string; text: string }
  | { kind: "deleted"; path: string; before: string }
  /** `text` is the same as `before` where the file is only moved. */
  | { kind: "moved"; path: string; to: string; before: string; text: string };

/** Why a hunk has no place. Lines are zero-based; candidates are the first lines of places. */
export type NoPlace =
  /** Its lines aren't in the file. */
  | {
      why: "notFound";
      sought: readonly string[];
      /** The first of them that the file doesn't have anywhere. */
      absent?: string;
      /** Where most of them are. */
      nearest?: number;
      /** The file already has what the hunk would make of them. */
      isApplied: boolean;
    }
  /** They are there more than once. */
  | { why: "ambiguous"; sought: readonly string[]; candidates: readonly number[] }
  /** They are there, but not below the hunk's headings. */
  | {
      why: "elsewhere";
      sought: readonly string[];
      headings: readonly string[];
      candidates: readonly number[];
    }
  /** It only adds lines, and nothing says where. */
  | { why: "nowhere"; added: readonly string[] };
