/** What a client can do beyond LSP, as it says in its `capabilities.experimental`. */
import * as v from "valibot";

const said = v.fallback(v.boolean(), false);

const clientExtras = v.fallback(
  v.object({
    /** It shows an edit for review before it counts, by the command of `edit-command.ts`. */
    ossicleReview: said,
    /** It shows the rest of a suggestion when that is there, as `completion.ts` says. */
    ossicleGrowing: said,
    /** It hands out the files of its workspace, by the requests of `workspace.ts`. */
    ossicleFiles: said,
    /** It finds definitions by the editor's language servers, by the request of `definitions.ts`. */
    ossicleDefinitions: said,
  }),
  { ossicleReview: false, ossicleGrowing: false, ossicleFiles: false, ossicleDefinitions: false },
);

/** A client that says nothing, or something else, can do none of it. */
export function readClientExtras(experimental: unknown): v.InferOutput<typeof clientExtras> {
  return v.parse(clientExtras, experimental);
}
