/** `restarting`: it ended by itself and is started again; `failed`: it ended too often, or can't be started. */
export type ServerState = "starting" | "running" | "restarting" | "failed" | "stopped";
