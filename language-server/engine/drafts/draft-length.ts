/**
 * How many tokens to draft. It knows how often a guess is right, also where none is drafted: a guess that is only
 * compared with what the model says costs nothing. And it keeps account of what drafts have cost and saved, in passes,
 * so that an answer that copies nothing is hardly slowed down.
 */

/** What is evaluated beside the one token that counts; a GPU does so many at a small multiple of one token's time. */
const MAX_DRAFT = 32;
/** A draft ends where it would be right as a whole less often than this, or hardly more often than a token costs passes. */
const LEAST_CHANCE = { min: 0.4, aboveCost: 0.1, max: 0.8 };
/** For matches of up to 3, 7 and 15 tokens and for longer ones: how often the next token is the one that followed. */
const FIRST_CHANCES = [0.3, 0.5, 0.75, 0.95] as const;
/** How much the latest guess counts. */
const WEIGHT = 0.05;
/** What a drafted token costs, in passes, before that is known: 0.3 to 0.6 was measured on a CPU. */
const USUAL_COST = 0.3;
const MIN_COST = 0.02;
const MAX_COST = 1;
/** Passes that drafts may lose at the start of an answer, and with every token. */
const FIRST_CREDIT = 1;
const CREDIT_OF_TOKEN = 0.02;
const MAX_CREDIT = MAX_DRAFT * USUAL_COST;
/** How much longer a draft makes a pass, whose end is waited for by whoever is more urgent: less while one may ask. */
const MAX_WAIT = { ms: 100, passesWhileExpected: 1 };

export interface Pass {
  drafted: number;
  /** Of these, the ones that the model says as well. */
  accepted: number;
  ms: number;
}

export class DraftLength {
  readonly #chances: number[] = [...FIRST_CHANCES];
  #credit = FIRST_CREDIT;
  /** What a drafted token costs here. */
  #tokenCost = USUAL_COST;
  /** Time of a pass without a draft. */
  #passMs: number | undefined;

  /**
   * Tokens that are worth drafting behind a match of this length.
   *
   * @param expectsUrgent whether somebody more urgent is likely to ask
   */
  behind(matchLength: number, expectsUrgent: boolean): number {
    const affordable = Math.floor(Math.min(this.#longest(expectsUrgent), this.#credit / USUAL_COST));
    let length = 0;
    let chance = this.#chance(matchLength);
    const least = Math.max(LEAST_CHANCE.min, this.#tokenCost + LEAST_CHANCE.aboveCost);
    while (length < affordable && chance >= Math.min(least, LEAST_CHANCE.max)) {
      length++;
      chance *= this.#chance(matchLength + length);
    }
    return length;
  }

  /** Whether the token behind a match was the one that followed there, drafted or not. */
  learn(matchLength: number, isRight: boolean): void {
    const kind = kindOf(matchLength);
    this.#chances[kind] = this.#chance(matchLength) * (1 - WEIGHT) + (isRight ? WEIGHT : 0);
  }

  /** Accounts for a pass. */
  passed({ drafted, accepted, ms }: Pass): void {
    const cost = drafted > 0 ? this.#costIn(drafted, ms) : 0;
    if (drafted > 0) this.#tokenCost = nearer(this.#tokenCost, cost, 0.3);
    else this.#passMs = this.#passMs === undefined ? ms : nearer(this.#passMs, sound(ms, this.#passMs), 0.2);
    const saved = accepted - drafted * cost;
    this.#credit = Math.min(MAX_CREDIT, this.#credit + CREDIT_OF_TOKEN + saved);
  }

  /** Passes that each token of a draft has taken. */
  #costIn(drafted: number, ms: number): number {
    if (this.#passMs === undefined) return this.#tokenCost;
    const cost = (ms / this.#passMs - 1) / drafted;
    return Math.max(MIN_COST, Math.min(MAX_COST, sound(cost, this.#tokenCost)));
  }

  #longest(expectsUrgent: boolean): number {
    if (this.#passMs === undefined) return MAX_DRAFT;
    const passes = expectsUrgent ? MAX_WAIT.passesWhileExpected : MAX_WAIT.ms / this.#passMs;
    return Math.min(MAX_DRAFT, Math.max(1, passes / this.#tokenCost));
  }

  #chance(matchLength: number): number {
    return this.#chances[kindOf(matchLength)] ?? 0;
  }
}

/** What takes much longer than usual has waited for another program. */
const sound = (measured: number, usual: number) => Math.min(measured, 2 * usual);

const nearer = (average: number, measured: number, weight: number) => average + weight * (measured - average);

const kindOf = (matchLength: number) =>
  Math.min(FIRST_CHANCES.length, Math.floor(Math.log2(Math.max(2, matchLength)))) - 1;
