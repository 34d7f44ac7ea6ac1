/** Run by itself in a network namespace: uses every feature there, and tells it as JSON. */
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { Workplace } from "../server/support/workplace.ts";
import { useEveryFeature } from "./every-feature.ts";

export interface Isolated {
  features: string[];
  interfaces: string[];
  /** What a connection to another machine came to: the code of its error, or "connected". */
  outside: string;
}

/** An address that no machine has (RFC 5737), and a port. */
const OUTSIDE = { host: "192.0.2.1", port: 443, timeout: 5_000 };

function tryOutside(): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(OUTSIDE);
    const end = (how: string) => {
      socket.destroy();
      resolve(how);
    };
    socket.once("connect", () => end("connected"));
    socket.once("timeout", () => end("timeout"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

await using workplace = await Workplace.create();
const told: Isolated = {
  features: await useEveryFeature(workplace),
  interfaces: Object.keys(networkInterfaces()),
  outside: await tryOutside(),
};
console.log(JSON.stringify(told));
