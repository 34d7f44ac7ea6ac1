import { commands } from "vscode";
import { fixBy } from "../text/fix-text.ts";
import type { ChatSession } from "./chat-session.ts";
import type { FromView, NoticeAction } from "./view/messages.ts";

const COMMANDS: Partial<Record<NoticeAction, ReturnType<typeof fixBy>["command"]>> = {
  setUp: "ossicle.setUp",
  selectModel: "ossicle.selectModel",
  downloadModel: "ossicle.downloadModel",
  verifyModel: "ossicle.verifyModel",
  loadModel: "ossicle.loadModel",
  restart: "ossicle.restartServer",
  showLog: "ossicle.showLog",
};

/** A notice's button was pressed. */
export async function runNoticeAction(
  { action, messageId }: Extract<FromView, { type: "notice" }>,
  session: ChatSession,
): Promise<void> {
  switch (action) {
    case "retry":
      return messageId === undefined ? undefined : session.regenerate(messageId);
    case "continue":
      return messageId === undefined ? undefined : session.continue(messageId);
    case "newThread":
      return session.threads.startNew();
    case "undo":
      return session.threads.undo();
    case "openSettings": {
      const { command, arguments: args = [] } = fixBy("openSettings");
      await commands.executeCommand(command, ...args);
      return;
    }
  }
  const command = COMMANDS[action as NoticeAction];
  if (command) await commands.executeCommand(command);
}
