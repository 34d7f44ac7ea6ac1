/** What the server asks of the editor's own language servers, by the client. */
import * as v from "valibot";
import { notification, request } from "../../common/wire.ts";
import { position, range, uinteger } from "./range.ts";

/** Names that are asked for at once, at most. */
export const MAX_NAMES = 20;

const namesInDocument = v.object({
  uri: v.pipe(v.string(), v.nonEmpty()),
  version: uinteger,
  /** Where they stand. */
  positions: v.pipe(v.array(position), v.maxLength(MAX_NAMES)),
});

/** All of the definition, or its name alone, as the language server has it. */
const foundDefinition = v.object({ uri: v.pipe(v.string(), v.nonEmpty()), range });

const foundDefinitions = v.object({
  /**
   * In the order of the names. Null is a name that isn't defined in another file. All is null where the document has
   * another version, or isn't open.
   */
  definitions: v.nullable(v.array(v.nullable(foundDefinition))),
});

export type NamesInDocument = v.InferOutput<typeof namesInDocument>;
export type FoundDefinitions = v.InferOutput<typeof foundDefinitions>;

/**
 * The user has gone to a place of the document as it is, where they may type: what is defined elsewhere is found out by
 * then, and a suggestion on its way for another place is ended.
 */
export const CursorNotification = notification(
  "ossicle/cursor",
  v.object({ uri: v.pipe(v.string(), v.nonEmpty()), position }),
);

/** Where names are defined: those of variables by their types. The client limits the time that it takes. */
export const DefinitionsRequest = request("ossicle/definitions", namesInDocument, foundDefinitions);
