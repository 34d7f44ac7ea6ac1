/**
 * Says which hosts Microsoft's chat extension looks up and connects to when Ossicle's command enables it and Ossicle's
 * model answers in it, signed out; and that `@ossicle` without it asks for none. For the list in README.md.
 *
 *     node tools/vscode-chat/network.ts [--seconds N] [--no-telemetry]
 *
 * Runs the VS Code of `tools/editor-host` in a network namespace with a resolver and a listener of ours, on Linux. It is
 * the least that the extension asks for: nothing is answered, so that nothing is seen that would follow from an answer.
 * What the window itself asks for is listed apart: VS Code in the browser has requests that desktop VS Code hasn't.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { ensureSystemPackages, IPROUTE } from "../editor-host/system-packages.ts";
import { temporaryFolder } from "../editor-host/temporary-folder.ts";
import { scriptedFixture } from "../fixtures/cache.ts";
import { session } from "../fixtures/scripted/session.ts";
import { Observer, type Sighting } from "./observer.ts";
import { startChatEditor } from "./window.ts";

const EXTENSION = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const COMMAND = "Ossicle: Use in VS Code's Agent";
const ANSWER = "Nothing has to be changed.";
/** VS Code, the engine and the extension start meanwhile. */
const TIMEOUT_MS = 180_000;

/** What is done in the window, in turn. */
const PHASES: readonly { title: string; act(page: Page): Promise<void> }[] = [
  { title: "VS Code with Ossicle, before anything is asked", act: async () => {} },
  {
    title: "@ossicle, without Microsoft's chat extension",
    act: (page) => ask(page, () => clickInDialog(page, "Use @ossicle Instead")),
  },
  {
    title: "Microsoft's chat extension, with Ossicle's agent and model",
    act: (page) =>
      ask(page, async () => {
        await clickInDialog(page, "Enable");
        await page.locator(".quick-input-widget:visible", { hasText: "chat.useAgentSkills" }).waitFor();
        await page.keyboard.press("Escape");
      }),
  },
];
/** The VS Code of `tools/editor-host` has telemetry of its own, which no other has. */
const CODE_SERVERS_OWN = /\.coder\.com$/;

/** Every address is this machine, and names are asked of the resolver on it. */
const ISOLATE = [
  "ip link set lo up",
  "ip route add local 0.0.0.0/0 dev lo",
  "ip -6 route add local ::/0 dev lo || true",
  'mount --bind "$1" /etc/resolv.conf',
  'shift; exec "$@"',
].join(" && ");

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    "no-telemetry": { type: "boolean", default: false },
    inside: { type: "boolean", default: false },
  },
});
const telemetryLevel = values["no-telemetry"] ? "off" : "all";
if (values.inside) await observe();
else await isolate();

async function isolate(): Promise<void> {
  ensureSystemPackages([IPROUTE]);
  await using folder = await temporaryFolder();
  const resolv = join(folder.path, "resolv.conf");
  await writeFile(resolv, "nameserver 127.0.0.1\n");
  const [node, ...args] = process.argv;
  const inside = spawn(
    "unshare",
    [
      ...["--map-root-user", "--net", "--mount", "--", "sh", "-c", ISOLATE, "sh"],
      ...[resolv, node ?? process.execPath, ...args, "--inside"],
    ],
    { stdio: "inherit", env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` } },
  );
  const [code] = await once(inside, "exit");
  process.exitCode = code ?? 1;
}

async function observe(): Promise<void> {
  await using observer = await Observer.begin();
  const model = await scriptedFixture({ sequences: [], steps: session([{ answer: ANSWER }]) });
  await using editor = await startChatEditor({
    settings: {
      "ossicle.model.path": model,
      "ossicle.engine.gpu": false,
      "ossicle.engine.threads": 1,
      "telemetry.telemetryLevel": telemetryLevel,
    },
    extensions: [EXTENSION],
    telemetryLevel,
    // What the browser itself would look up isn't VS Code's.
    browserArgs: ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
  });
  const page = await editor.open({});
  page.setDefaultTimeout(TIMEOUT_MS);
  const asked = new Set<string>();
  page.context().on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") asked.add(hostname);
  });
  await page.locator('[id="ossicle.ossicle.ossicle.status"] .codicon-ossicle-logo').waitFor();
  for (const { title, act } of PHASES) {
    await act(page);
    await delay(Number(values.seconds) * 1_000);
    const seen = observer.take().filter(({ host }) => !CODE_SERVERS_OWN.test(host));
    console.log(reportOf(title, seen, [...asked]));
    asked.clear();
  }
}

/** Asks in VS Code's chat, where Ossicle's command leads. `answer` says what its question is answered with. */
async function ask(page: Page, answer: () => Promise<void>): Promise<void> {
  await runCommand(page);
  await answer();
  await page.locator(".interactive-session .chat-editor-container .monaco-editor.focused").waitFor();
  await page.keyboard.type("Is there anything to change?");
  await page.keyboard.press("Enter");
  await page.locator(".interactive-response", { hasText: ANSWER }).last().waitFor();
}

async function runCommand(page: Page): Promise<void> {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget:visible input:focus").waitFor();
  await page.keyboard.type(COMMAND);
  await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: COMMAND }).waitFor();
  await page.keyboard.press("Enter");
}

function clickInDialog(page: Page, name: string): Promise<void> {
  return page.locator(".monaco-dialog-box").getByRole("button", { name, exact: true }).click();
}

function reportOf(title: string, seen: readonly Sighting[], window: readonly string[]): string {
  const lines = seen.map(
    ({ host, lookUps, ports }) =>
      `- ${host} (${lookUps} look-ups${ports.map((port) => `, connected to port ${port}`).join("")})`,
  );
  const inWindow = window.toSorted().map((host) => `- ${host} (asked for by the window)`);
  return [`\n${title}:`, ...(lines.length + inWindow.length > 0 ? [...lines, ...inWindow] : ["- none"])].join(
    "\n",
  );
}
