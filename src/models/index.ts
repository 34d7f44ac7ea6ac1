/** What other features see of the models. */
export { modelCommands } from "./model-commands.ts";
export { ModelsContribution } from "./models.contribution.ts";
