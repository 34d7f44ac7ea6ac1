/** What strace says of connections, read. */

/** A line that names another end, or an own address. */
export interface Use {
  call: string;
  /** "unix", "netlink", or an address and a port. */
  to: string;
  /** It can't leave this machine. */
  isLocal: boolean;
  line: string;
}

const CALL = /^\d+ +(connect|bind|sendto|sendmsg|sendmmsg)\(/;
const SOCKET_ADDRESS = /\{sa_family=(\w+)([^}]*)\}/g;
const PORT = /sin6?_port=htons\((\d+)\)/;
const ADDRESS = /(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"/;
/** A resolver at a loopback address hands questions on to other machines. */
const DNS_PORT = "53";

/** Every address in strace's output. Of one that isn't understood, the worst is believed. */
export function usesIn(trace: string): Use[] {
  return trace.split("\n").flatMap((line): Use[] => {
    const call = CALL.exec(line)?.[1];
    if (call === undefined) return [];
    const uses = [...line.matchAll(SOCKET_ADDRESS)].map(([, family = "", rest = ""]) => ({
      call,
      ...whereTo(family, rest),
      line,
    }));
    // What is sent without an address goes where the socket was connected to.
    if (uses.length > 0 || call.startsWith("send")) return uses;
    return [{ call, to: "?", isLocal: false, line }];
  });
}

function whereTo(family: string, rest: string): Pick<Use, "to" | "isLocal"> {
  if (family === "AF_UNIX") return { to: "unix", isLocal: true };
  // The kernel itself: which network interfaces there are.
  if (family === "AF_NETLINK") return { to: "netlink", isLocal: true };
  const address = ADDRESS.exec(rest)?.[1] ?? family;
  const port = PORT.exec(rest)?.[1] ?? "?";
  return { to: `${address} port ${port}`, isLocal: isLoopback(address) && port !== DNS_PORT };
}

function isLoopback(address: string): boolean {
  return address.startsWith("127.") || address === "::1" || address.startsWith("::ffff:127.");
}
