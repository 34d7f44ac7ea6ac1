/** Pure parts of the chat that others use as well: conversations as values, and what is said of them. */
export { builtInCommands, promptOf, type SlashCommand, titleOf } from "./composer/slash-commands.ts";
export type { Waiting } from "./threads/answering.ts";
export type { CallStep } from "./threads/step.ts";
export {
  type Answer,
  canContinue,
  type Message,
  type Question,
  type Thread,
  threadTitle,
} from "./threads/thread.ts";
export { answerSchema, questionSchema, threadSchema } from "./threads/thread-format.ts";
export { threadMarkdown } from "./threads/thread-markdown.ts";
export { answerNotice } from "./view/answer-text.ts";
export type { ContextRef, Notice } from "./view/messages.ts";
export { modelLine, modelNotice, readiness } from "./view/model-text.ts";
export { compactedText, plainStep, stepLine } from "./view/step-text.ts";
