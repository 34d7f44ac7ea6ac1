/** What other features see of the model in VS Code's language model API. */
export { LanguageModelContribution } from "./language-model.contribution.ts";
