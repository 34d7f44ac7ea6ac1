/**
 * Server and engine connect to no other machine, whatever is used of them: seen from outside, by Linux. The editor with
 * Ossicle does without a network, too: in `npm test` the ui suite has none.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { temporaryFolder } from "../../tools/editor-host/temporary-folder.ts";
import { Workplace } from "../server/support/workplace.ts";
import { useEveryFeature } from "./every-feature.ts";
import type { Isolated } from "./isolated.ts";
import { canIsolate, canTrace, isolated, skipUnless, traced } from "./linux.ts";
import { type Use, usesIn } from "./trace.ts";

const TIMEOUT_MS = 300_000;
const ISOLATED = fileURLToPath(new URL("isolated.ts", import.meta.url));
const leaving = (uses: readonly Use[]) => uses.filter(({ isLocal }) => !isLocal).map(({ line }) => line);

describe("no cloud: in a network of its own", function () {
  this.timeout(TIMEOUT_MS);
  before(function () {
    skipUnless(this, canIsolate);
  });

  it("does everything without a way to another machine", async () => {
    const told: Isolated = JSON.parse(await isolated([process.execPath, ISOLATED], TIMEOUT_MS));
    assert.deepEqual(told.interfaces, ["lo"]);
    assert.equal(told.outside, "ENETUNREACH", "the network is none");
    for (const feature of [
      "suggestions",
      "chat",
      "languageModel",
      "edits",
      "codeActions",
      "codebase",
      "models",
      "diagnosis",
    ])
      assert.ok(told.features.includes(feature), feature);
  });
});

describe("no cloud: connections, traced", function () {
  this.timeout(TIMEOUT_MS);
  before(function () {
    skipUnless(this, canTrace);
  });

  it("server, engine and their children connect to this machine alone", async () => {
    await using folder = await temporaryFolder();
    const output = join(folder.path, "trace");
    let runtime = "";
    {
      await using workplace = await Workplace.create();
      runtime = workplace.path("run");
      await useEveryFeature(workplace, { startedBy: traced(output) });
    }
    const uses = usesIn(await readFile(output, "utf8"));
    assert.deepEqual(leaving(uses), []);
    // Were there none, the trace would have seen nothing.
    const engineSocket = (call: string) =>
      uses.filter((use) => use.call === call && use.line.includes(`sun_path="${runtime}/`));
    assert.equal(engineSocket("bind").length, 1, "the engine listens");
    assert.ok(engineSocket("connect").length > 0, "the server connects to it");
    const seen = uses.map(({ call, to }) => `${call} ${to}`);
    console.log(
      `      seen: ${[...new Set(seen)].map((one) => `${seen.filter((other) => other === one).length} × ${one}`).join(", ")}`,
    );
  });

  it("would show a connection that leaves it, by name or by address", async () => {
    await using folder = await temporaryFolder();
    const output = join(folder.path, "trace");
    const script =
      'require("node:net").connect(443, "192.0.2.1").on("error", () => {}).setTimeout(300, function () { this.destroy(); });' +
      'const socket = require("node:dgram").createSocket("udp4").on("error", () => {}); socket.send("x", 9, "192.0.2.2", () => socket.close());' +
      'new (require("node:dns").Resolver)({ timeout: 300, tries: 1 }).resolve4("example.com", () => {});';
    const [program = "", ...args] = [...traced(output), process.execPath, "-e", script];
    await promisify(execFile)(program, args);
    const uses = leaving(usesIn(await readFile(output, "utf8"))).join("\n");
    assert.match(uses, /connect\(.*192\.0\.2\.1/);
    assert.match(uses, /send\w+\(.*192\.0\.2\.2|connect\(.*192\.0\.2\.2/);
    assert.match(uses, /htons\(53\)/);
  });
});

describe("no cloud: what a trace says", () => {
  const said = (line: string) =>
    usesIn(line).map(({ to, isLocal }) => `${to} ${isLocal ? "stays" : "leaves"}`);

  it("is told apart by where it goes", () => {
    const cases: [string, string[]][] = [
      ['7 connect(20, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0', ["unix stays"]],
      [
        '7 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("8.8.8.8")}, 16 <unfinished ...>',
        ["8.8.8.8 port 443 leaves"],
      ],
      [
        '12 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
        ["127.0.0.1 port 80 stays"],
      ],
      [
        '7 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0',
        ["127.0.0.53 port 53 leaves"],
      ],
      [
        '7 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1',
        ["2001:db8::1 port 443 leaves"],
      ],
      ["7 bind(3, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0", ["netlink stays"]],
      [
        '7 bind(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0',
        ["0.0.0.0 port 0 leaves"],
      ],
      ['7 sendto(3, ""..., 5, MSG_NOSIGNAL, NULL, 0) = 5', []],
      ["7 connect(3, 0x7ffd, 16) = -1 EFAULT", ["? leaves"]],
      [
        '7 sendmmsg(3, [{msg_hdr={msg_name={sa_family=AF_UNIX, sun_path="/a"}}}, {msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("1.1.1.1")}}}], 2, 0) = 2',
        ["unix stays", "1.1.1.1 port 9 leaves"],
      ],
      ["7 <... connect resumed>) = 0", []],
      ["7 read(3, ...) = 1", []],
    ];
    for (const [line, expected] of cases) assert.deepEqual(said(line), expected, line);
  });
});
