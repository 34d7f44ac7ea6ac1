import { type Figure, figureTable } from "./figure.ts";

/** Prints each step's figures as soon as they are there. */
export class Measured {
  readonly figures: Figure[] = [];

  async add(title: string, work: Promise<Figure[]>): Promise<void> {
    const start = performance.now();
    const measured = await work;
    this.figures.push(...measured);
    console.log(
      `\n${title} (${((performance.now() - start) / 1000).toFixed(0)} s)\n${figureTable(measured)}`,
    );
  }
}
