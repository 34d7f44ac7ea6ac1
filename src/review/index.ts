/** What other features see of changes under review, and of the files that they go to. */
export { changeFiles, fileEditBack, type UriChange } from "./change-files.ts";
export {
  findNamed,
  isEditable,
  isFile,
  isNotebookCell,
  nameOfFile,
  openFiles,
  placeOf,
} from "./named-files.ts";
export { createAt, createFile } from "./new-file.ts";
export { withPreview } from "./preview.ts";
export { eolOf } from "./review.ts";
export { Reviews } from "./reviews.ts";
export { type AskToChange, changeQuestion } from "./write-guard.ts";
