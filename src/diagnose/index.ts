/** What other features see of the report for an issue. */
export { DiagnoseContribution } from "./diagnose.contribution.ts";
