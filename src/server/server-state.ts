/** `restarting`: it crashed and is being restarted; `failed`: it crashed too often, or could not be started. */
export type ServerState = "starting" | "running" | "restarting" | "failed" | "stopped";
