/** Where git keeps what it knows of this machine's user. */
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { GitHome } from "../../context/ignore/repository.ts";

export function gitHome(env: NodeJS.ProcessEnv = process.env, home = env.HOME || homedir()): GitHome {
  const ownFolder = join(env.XDG_CONFIG_HOME || join(home, ".config"), "git");
  const ofMachine = process.platform === "win32" || env.GIT_CONFIG_NOSYSTEM ? [] : ["/etc/gitconfig"];
  const ofUser =
    env.GIT_CONFIG_GLOBAL === undefined
      ? [join(ownFolder, "config"), join(home, ".gitconfig")]
      : [env.GIT_CONFIG_GLOBAL];
  const uriOf = (path: string) => pathToFileURL(path).href;
  return {
    home: uriOf(home),
    configs: [...ofMachine, ...ofUser].filter((path) => path !== "").map(uriOf),
    excludes: uriOf(join(ownFolder, "ignore")),
  };
}
