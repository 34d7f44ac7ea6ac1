/** The prompt for a cursor: holds each document's anchor, so that typing only appends to it. */
import { shownPath } from "../../context/workspace-paths.ts";
import type { Prompt } from "../../engine-protocol/protocol.ts";
import type { CompletionPrompt } from "../../prompt/completion-prompt.ts";
import type { CompletionShape } from "../../prompt/completion-shapes.ts";
import { renderCompletion } from "../../prompt/dialects.ts";
import { heal } from "../../prompt/healing.ts";
import type { Dialect } from "../../protocol/models.ts";
import {
  type Anchor,
  holds,
  LONG_PREFILL_CHARS,
  type NextAnchor,
  nextAnchor,
  prefillOf,
  type ReanchorReason,
  reanchor,
} from "./anchor.ts";
import type { Piece, PiecePlace } from "./pieces/piece.ts";
import { isReported } from "./pieces/problems.ts";
import type { PromptContext } from "./pieces/prompt-context.ts";
import { withLineFeeds } from "./text-windows.ts";

/** Windows of this share are used where the full ones had too many tokens for the model's context. */
const SMALLER_SCALE = 0.4;

export interface PreparedPrompt {
  prompt: Prompt;
  continueWith?: string;
  /** What ends the answer, where it stands in a fenced block. */
  fence?: string;
  reanchored: ReanchorReason | null;
}

interface AnchorState {
  anchor?: Anchor;
  /** Below 1 where the full windows had too many tokens. */
  scale: number;
}

interface PrompterDeps {
  context: Pick<PromptContext, "pieces" | "isOutdated" | "fileOf">;
  workspaceFolders: () => string[];
  /** Of the model that answers. */
  dialect: () => Dialect;
  /** Another one than the usual, to be measured. */
  shape?: CompletionShape;
}

export class Prompter {
  readonly #deps: PrompterDeps;
  /** By the document's URI. */
  readonly #states = new Map<string, AnchorState>();

  constructor(deps: PrompterDeps) {
    this.#deps = deps;
  }

  /** Whether `prepare` will look for pieces: it does where it takes a new anchor. */
  needsPieces(place: PiecePlace): boolean {
    const { anchor, scale } = this.#states.get(place.uri) ?? { scale: 1 };
    return anchor === undefined || this.#isOutdated(place, scale) || !holds(anchor, place, scale);
  }

  /** The prompt for a place, with what the model has `begun` to write there. */
  prepare(place: PiecePlace, begun = ""): PreparedPrompt {
    const { uri } = place;
    const known = this.#states.get(uri);
    const scale = known?.scale ?? 1;
    const findPieces = (previous: readonly Piece[]) =>
      scale < 1 ? [] : this.#deps.context.pieces(place, previous);
    const previous = this.#isOutdated(place, scale) ? undefined : known?.anchor;
    const next = nextAnchor(previous, place, findPieces, scale);
    const { anchor, reanchored } = next.reanchored === null ? withoutSolved(next, place, scale) : next;
    this.#states.set(uri, { anchor, scale });
    return { ...this.#render(anchor, place, begun), reanchored };
  }

  /**
   * The prompt with a new anchor nearer to the cursor, where the text between them has become long, or where there are
   * pieces that it doesn't have yet: then all of it may have to be evaluated.
   */
  renew(place: PiecePlace, how: "withPieces" | "nearerOnly"): PreparedPrompt | undefined {
    const known = this.#states.get(place.uri);
    if (!known?.anchor) return undefined;
    const { scale } = known;
    const { anchor, reanchored } = nextAnchor(known.anchor, place, () => [], scale);
    if (reanchored !== null) return undefined;
    const pieces =
      how === "withPieces" && scale === 1 ? this.#deps.context.pieces(place, anchor.pieces) : anchor.pieces;
    // What code is similar changes all the time.
    const hasMore = pieces.some((piece) => piece.kind !== "similar" && !hasPiece(anchor.pieces, piece));
    const isLong = prefillOf(anchor, place).length >= LONG_PREFILL_CHARS * scale;
    if (!hasMore && !isLong) return undefined;
    const nearer = reanchor(anchor, place, scale, hasMore ? pieces : anchor.pieces);
    this.#states.set(place.uri, { ...known, anchor: nearer });
    return {
      ...this.#render(nearer, place, ""),
      reanchored: hasMore ? "piecesFound" : "prefillTooLong",
    };
  }

  /** Uses smaller windows from now on. False when they are small already. */
  shrink(uri: string): boolean {
    if (this.#states.get(uri)?.scale === SMALLER_SCALE) return false;
    this.#states.set(uri, { scale: SMALLER_SCALE });
    return true;
  }

  forget(uri: string): void {
    this.#states.delete(uri);
  }

  /** Other cells aren't edited while one is typed in: this is when the user comes to it. */
  #isOutdated(place: PiecePlace, scale: number): boolean {
    return scale === 1 && this.#deps.context.isOutdated(place);
  }

  #render(anchor: Anchor, place: PiecePlace, begun: string): Omit<PreparedPrompt, "reanchored"> {
    const folders = this.#deps.workspaceFolders();
    const { text: prefill, continueWith } = heal(withLineFeeds(prefillOf(anchor, place)) + begun);
    const said: CompletionPrompt = {
      path: shownPath(this.#deps.context.fileOf(place.uri), folders),
      languageId: place.languageId,
      fence: anchor.fence,
      pieces: anchor.pieces.map(({ kind, uri, text }) => ({ kind, path: shownPath(uri, folders), text })),
      suffix: anchor.shown.suffix,
      head: anchor.shown.head,
      prefill,
    };
    return { ...renderCompletion(this.#deps.dialect(), said, this.#deps.shape), continueWith };
  }
}

/** A problem whose code was changed isn't one any more. Nothing that stands before it is evaluated for that. */
function withoutSolved({ anchor, reanchored }: NextAnchor, place: PiecePlace, scale: number): NextAnchor {
  const pieces = anchor.pieces.filter((piece) => piece.kind !== "problem" || isReported(piece, place));
  if (pieces.length === anchor.pieces.length) return { anchor, reanchored };
  return { anchor: reanchor(anchor, place, scale, pieces), reanchored: "problemsChanged" };
}

function hasPiece(pieces: readonly Piece[], { kind, uri, text }: Piece): boolean {
  return pieces.some((piece) => piece.kind === kind && piece.uri === uri && piece.text === text);
}
