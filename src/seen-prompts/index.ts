/** What other features see of the page that shows what the model saw. */
export { SeenPromptsContribution } from "./seen-prompts.contribution.ts";
