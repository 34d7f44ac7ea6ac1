/** What other features see of the chat. */
export { ChatContribution } from "./chat.contribution.ts";
export type { ContextRef } from "./view/messages.ts";
