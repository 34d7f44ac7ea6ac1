/** What the agent has changed in a thread, and the user hasn't decided about yet. */
export interface AgentChanges {
  files: {
    path: string;
    uri: string;
    change: "created" | "changed" | "deleted" | "moved";
    added: number;
    removed: number;
  }[];
  added: number;
  removed: number;
  /** Commands that have run meanwhile: what they changed isn't undone. */
  notUndone: string[];
  /** Whether there is something to keep or to undo. */
  isPending: boolean;
}
