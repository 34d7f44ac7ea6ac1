/** The proxy that the environment names, where no setting does: by VS Code's rules for the variables. */
import { BlockList, isIP } from "node:net";
import { downloadProblems } from "./download-problem.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
/** "host", "host:443" or "[::1]:443". */
const ENTRY = /^(?:\[(.+)\]|(.+?))(?::(\d+))?$/;

/**
 * The address of the proxy for a URL; "" where the environment names none, or keeps the host from it by NO_PROXY. This
 * machine itself is asked directly.
 *
 * @throws DownloadProblem where the proxy is none that can be used
 */
export function environmentProxy(url: URL, environment: Environment): string {
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  if (isThisMachine(host) || isExempt(host, port, environment.no_proxy || environment.NO_PROXY || ""))
    return "";
  const names = [...(url.protocol === "https:" ? ["HTTPS_PROXY"] : []), "HTTP_PROXY", "ALL_PROXY"];
  for (const name of names.flatMap((upper) => [upper, upper.toLowerCase()])) {
    const value = environment[name]?.trim();
    if (!value) continue;
    const address = SCHEME.test(value) ? value : `http://${value}`;
    if (!["http:", "https:"].includes(URL.parse(address)?.protocol ?? ""))
      throw downloadProblems.badProxy(name);
    return address;
  }
  return "";
}

function isThisMachine(host: string): boolean {
  return /^(localhost|.*\.localhost)$/.test(host) || isAmong(host, "127.0.0.0/8") || isAmong(host, "::1");
}

/** NO_PROXY's entries: names with what is below them, with stars, with a port; addresses and their ranges. */
function isExempt(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean)
    .some((entry) => {
      if (isAmong(host, entry)) return true;
      const [, bracketed, plain = "", only] = ENTRY.exec(entry) ?? [];
      if (only !== undefined && only !== port) return false;
      return isAmong(host, bracketed ?? plain) || isBelow(host, plain);
    });
}

/** Whether an address is another one, or in a range such as "10.0.0.0/8". */
function isAmong(host: string, range: string): boolean {
  const [address = "", bits] = range.split("/");
  if (!isIP(host) || !isIP(address)) return false;
  const family = (of: string) => (isIP(of) === 6 ? "ipv6" : "ipv4");
  const list = new BlockList();
  const prefix = Number(bits ?? (isIP(address) === 6 ? 128 : 32));
  if (!(prefix >= 0 && prefix <= (isIP(address) === 6 ? 128 : 32))) return false;
  list.addSubnet(address, prefix, family(address));
  return list.check(host, family(host));
}

/** Whether a name is this one or below it; stars stand for anything. */
function isBelow(host: string, name: string): boolean {
  const labels = name.replace(/^\*?\.|\.$/g, "");
  if (labels === "") return false;
  const pattern = labels.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^(?:.*\\.)?${pattern}$`).test(host);
}
