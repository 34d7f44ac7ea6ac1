/** What other features see of the participant in VS Code's chat. */
export { ParticipantContribution } from "./participant.contribution.ts";
