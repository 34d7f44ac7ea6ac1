/** A client in a process of its own, to be killed. */
import { EngineClient } from "../../language-server/engine-client/client.ts";
import { ENGINE_PATH, settingsFor } from "./support.ts";

const client = new EngineClient({
  enginePath: ENGINE_PATH,
  settings: settingsFor(process.argv[2] ?? ""),
  clientName: "client process",
  log: () => {},
});
const { state } = await client.load();
process.send?.(state);
setInterval(() => {}, 1_000);
