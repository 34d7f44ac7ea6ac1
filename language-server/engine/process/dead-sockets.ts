/** The socket files that engines leave when they are killed. */
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { isCode } from "../../../common/errors.ts";
import { socketPaths } from "../../engine-protocol/address.ts";

/** Removes the sockets of this folder on which no process listens. */
export async function removeDeadSockets(folder: string): Promise<void> {
  for (const path of await socketPaths(folder)) if (await isDead(path)) await rm(path, { force: true });
}

async function isDead(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return false;
  } catch (error) {
    return isCode(error, "ECONNREFUSED");
  } finally {
    socket.destroy();
  }
}
