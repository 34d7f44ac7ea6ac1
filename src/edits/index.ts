/** What other features see of the edits. */
export { EditsContribution } from "./edits.contribution.ts";
