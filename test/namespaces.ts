/** What the sandbox of the agent's commands is made of. */
import { spawnSync } from "node:child_process";

const PROBE = [
  "--unshare-all",
  "--unshare-user",
  "--ro-bind",
  "/",
  "/",
  "--dev",
  "/dev",
  "--proc",
  "/proc",
  "true",
];

/** Whether bubblewrap is there and this machine lets it work: some containers and distributions don't. */
export const makesNamespaces = (): boolean => spawnSync("bwrap", PROBE).status === 0;
