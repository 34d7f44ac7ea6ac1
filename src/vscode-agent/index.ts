/** What VS Code's own agent gets of Ossicle. */
export { registerLookTools } from "./look-tools.ts";
