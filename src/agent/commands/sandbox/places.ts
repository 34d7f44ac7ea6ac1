/** What of the machine a sandboxed command sees. Data, and what follows from it for one user. Pure. */
import { basename, dirname, join, relative, sep } from "node:path";

/** Shown empty: others' homes, sockets of services, mounted disks, what other programs keep for a while. */
export const EMPTY = ["/tmp", "/var/tmp", "/run", "/home", "/root", "/mnt", "/media", "/srv"];
/** In one of those, and needed to run programs. */
export const STILL_THERE = ["/run/current-system", "/run/opengl-driver", "/home/linuxbrew/.linuxbrew"];
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
  ".dotnet/dotnet",
  ".dotnet/host",
  ".dotnet/packs",
  ".dotnet/sdk",
  ".dotnet/shared",
  ".dotnet/tools",
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
  ".pub-cache/bin",
  ".pub-cache/hosted",
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

/** What a tool's programs need of what lies beside their folder. */
const BESIDE_BIN = ["lib", "lib64", "libexec", "include"];

/** Paths in a home that a sandboxed command may read. @param path the PATH of its environment */
export function visibleInHome(home: string, path: string): string[] {
  const ofPath = path
    .split(":")
    .filter((folder) => folder !== home && isIn(home, folder))
    .flatMap((folder) => [folder, ...besideOf(home, folder)]);
  return [...new Set([...TOOLS.map((tool) => join(home, tool)), ...ofPath])];
}

/** Nothing behind a dot right in the home: programs have their settings there. */
function besideOf(home: string, folder: string): string[] {
  const parent = dirname(folder);
  const isTools = basename(folder) === "bin" && parent !== home && !relative(home, parent).startsWith(".");
  return isTools ? BESIDE_BIN.map((name) => join(parent, name)) : [];
}

/** Whether a path is a folder's, or lies in it. */
export function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !way.startsWith("/"));
}
