/** What other features see of the chat. */
export { ChatContribution } from "./chat.contribution.ts";
export type { ContextSources } from "./context/sources.ts";
export type { GuestChat, GuestTurn } from "./guest-chat.ts";
export type { Chat } from "./main.ts";
export type { OpenThread } from "./threads/live-threads.ts";
export type { ContextRef } from "./view/messages.ts";
