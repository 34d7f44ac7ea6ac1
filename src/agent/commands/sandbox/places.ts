/** What of the machine a sandboxed command sees. Data, and what follows from it for one user. Pure. */
import { dirname, join, relative, sep } from "node:path";

/** Shown empty: others' homes, sockets of services, mounted disks, what other programs keep for a while. */
export const EMPTY = ["/tmp", "/var/tmp", "/run", "/home", "/root", "/mnt", "/media", "/srv"];
/** In one of those, and needed to run programs. */
export const STILL_THERE = ["/run/current-system", "/run/opengl-driver"];
/** Only root may read them; a sandbox that root starts shows them empty. */
export const SYSTEM_SECRETS = [
  "/etc/shadow",
  "/etc/shadow-",
  "/etc/gshadow",
  "/etc/gshadow-",
  "/etc/ssl/private",
  "/etc/ssh",
  "/etc/sudoers.d",
  "/etc/kubernetes",
  "/etc/docker",
  "/etc/NetworkManager",
  "/etc/wireguard",
  "/etc/openvpn",
  "/etc/krb5.keytab",
  "/var/lib/docker",
  "/var/lib/kubelet",
  "/var/lib/containers",
  "/var/spool",
  "/var/log",
  "/var/backups",
];

/** Where language tools are kept in a home: programs and libraries, no settings, since those may hold tokens. */
const TOOLS = [
  ".local/bin",
  ".local/lib",
  ".local/pipx/venvs",
  ".local/share/fnm",
  ".local/share/mise/installs",
  ".local/share/mise/shims",
  ".local/share/pnpm",
  ".local/share/uv/python",
  ".local/share/uv/tools",
  ".local/share/virtualenvs",
  ".asdf",
  ".bun/bin",
  ".cabal/bin",
  ".cargo/bin",
  ".cargo/git",
  ".cargo/registry",
  ".deno/bin",
  ".dotnet",
  ".fnm",
  ".ghcup",
  ".gem/ruby",
  ".gradle/wrapper",
  ".juliaup",
  ".m2/repository",
  ".m2/wrapper",
  ".nix-profile",
  ".npm-global",
  ".nuget/packages",
  ".nvm",
  ".opam",
  ".pub-cache",
  ".pyenv",
  ".rbenv",
  ".rustup",
  ".rvm",
  ".sdkman/candidates",
  ".stack/programs",
  ".swiftly",
  ".volta",
  "go/bin",
  "go/pkg",
  "miniconda3",
  "anaconda3",
  "miniforge3",
];

/** Paths in a home that a sandboxed command may read. @param path the PATH of its environment */
export function visibleInHome(home: string, path: string): string[] {
  const ofPath = path
    .split(":")
    .filter((folder) => isIn(home, folder))
    .flatMap((folder) => {
      const parent = dirname(folder);
      // A tool's programs need what lies beside them; a folder that lies right in the home may hold anything.
      return folder.endsWith("/bin") && depth(home, parent) > 1 && !isHidden(home, parent)
        ? [folder, parent]
        : [folder];
    });
  return [...new Set([...TOOLS.map((tool) => join(home, tool)), ...ofPath])];
}

/** Whether a path is a folder's, or lies in it. */
export function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !way.startsWith("/"));
}

function depth(home: string, path: string): number {
  return relative(home, path).split(sep).length;
}

/** Settings of programs lie behind a dot right in the home. */
function isHidden(home: string, path: string): boolean {
  return relative(home, path).startsWith(".");
}
