/** Why a call can't be done: an expected end, not a bug. */
export class ToolFailure extends Error {
  /** A sentence for the user, in the user's language. */
  readonly reason: string;

  /** @param message what the model reads: it should know from it what to do instead */
  constructor(message: string, reason: string) {
    super(message);
    this.name = "ToolFailure";
    this.reason = reason;
  }
}
