/** The answers that are on their way: one for each document, and none that nobody can want any more. */
import type { CursorContext } from "../cursor-context.ts";
import type { ReadableDocument } from "../readable-document.ts";
import { type Ask, Flight } from "./flight.ts";

export class Flights {
  /** By the document's URI. */
  readonly #flights = new Map<string, Flight>();

  /** Asks for an answer, in place of the document's other one, and of those that nobody waits for. */
  begin(context: CursorContext, ask: Ask): Flight {
    this.end(context.uri);
    for (const other of this.#flights.values()) if (!other.isWanted) other.end();
    const flight = new Flight(context, ask);
    this.#flights.set(context.uri, flight);
    const remove = () => {
      if (this.#flights.get(context.uri) === flight) this.#flights.delete(context.uri);
    };
    flight.done.then(remove, remove);
    return flight;
  }

  /** The answer on its way that a place may take over. One of its document that it can't is ended. */
  at(context: CursorContext): Flight | undefined {
    const flight = this.#flights.get(context.uri);
    if (flight?.isOver === false && flight.agreesWith(context)) return flight;
    this.end(context.uri);
    return undefined;
  }

  /** A document was changed, in which the user may type something else than its answer says. */
  documentChanged({ uri, text }: ReadableDocument): void {
    const flight = this.#flights.get(uri);
    // The suggest widget's item, which it was asked with, isn't in the document.
    if (flight && flight.context.selected.text === "" && !flight.mayAgreeWith(text)) this.end(uri);
  }

  /** Ends those that nobody can want any more. Returns the URIs of their documents. */
  endWhere(isUnwanted: (flight: Flight) => boolean): string[] {
    const unwanted = [...this.#flights].filter(([, flight]) => isUnwanted(flight)).map(([uri]) => uri);
    for (const uri of unwanted) this.end(uri);
    return unwanted;
  }

  end(uri: string): void {
    this.#flights.get(uri)?.end();
    this.#flights.delete(uri);
  }

  endAll(): void {
    for (const uri of this.#flights.keys()) this.end(uri);
  }
}
