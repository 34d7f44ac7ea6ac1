/**
 * Work of which only the latest request counts. Whoever asked for an earlier one is answered with what became of the
 * latest, so that no late answer contradicts a newer one.
 */
export class LatestWork<T> {
  #latest: Promise<T> | undefined;
  #isUnderWay = false;

  get isUnderWay(): boolean {
    return this.#isUnderWay;
  }

  /** Starts work that overtakes what was started before. */
  start(work: (isOvertaken: () => boolean) => Promise<T>): void {
    let latest: Promise<T> | undefined;
    const isOvertaken = () => latest !== undefined && latest !== this.#latest;
    latest = work(isOvertaken).finally(() => {
      if (!isOvertaken()) this.#isUnderWay = false;
    });
    // Who waits for it hears of a failure.
    latest.catch(() => undefined);
    this.#latest = latest;
    this.#isUnderWay = true;
  }

  /** What the latest work comes to, or undefined where none is under way. Rejects as it does. */
  async settled(): Promise<T | undefined> {
    if (!this.#isUnderWay) return undefined;
    let latest: Promise<T> | undefined;
    while (latest !== this.#latest) {
      latest = this.#latest;
      await latest?.catch(() => undefined);
    }
    return latest;
  }
}
