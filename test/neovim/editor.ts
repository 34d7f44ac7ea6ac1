/** A headless Neovim with the configuration that the README shows, driven by keys and by Lua. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { until } from "../server/support/until.ts";
import type { Workplace } from "../server/support/workplace.ts";

const OSSICLE = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const CONFIGURATION = join(OSSICLE, "editors", "neovim", "ossicle.lua");

const TIMEOUT_MS = 60_000;

const execFileAsync = promisify(execFile);

export interface NeovimOptions {
  settings: object;
  /** Lua that a user might have in their configuration as well; it runs before a file is opened. */
  more?: string;
}

export class Neovim {
  readonly process: ChildProcess;
  readonly #program: string;
  readonly #address: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(program: string, address: string, environment: NodeJS.ProcessEnv, child: ChildProcess) {
    this.#program = program;
    this.#address = address;
    this.#environment = environment;
    this.process = child;
  }

  static async start(
    program: string,
    workplace: Workplace,
    { settings, more = "" }: NeovimOptions,
  ): Promise<Neovim> {
    const address =
      process.platform === "win32"
        ? `\\\\.\\pipe\\ossicle-nvim-${process.pid}-${Date.now()}`
        : workplace.path("nvim.sock");
    const environment = {
      ...process.env,
      ...workplace.environment,
      // The user's own configuration, plugins and state stay out of it.
      XDG_CONFIG_HOME: workplace.path("config"),
      XDG_DATA_HOME: workplace.path("data"),
      XDG_STATE_HOME: workplace.path("state"),
    };
    const before = [
      `vim.g.ossicle_folder = ${quoted(OSSICLE)}`,
      `vim.g.ossicle_settings = vim.json.decode(${quoted(JSON.stringify(settings))})`,
    ];
    const child = spawn(
      program,
      [
        ...["--headless", "--listen", address, "-i", "NONE", "-n"],
        ...["--cmd", `lua ${before.join("; ")}`, "-u", CONFIGURATION],
        ...(more === "" ? [] : ["-c", `lua ${more}`]),
      ],
      {
        cwd: workplace.folder,
        stdio: "ignore",
        env: environment,
      },
    );
    const editor = new Neovim(program, address, environment, child);
    await until("Neovim listens", () => editor.lua("return true").catch(() => undefined));
    return editor;
  }

  /** The value of a Lua chunk. */
  async lua<T>(chunk: string): Promise<T> {
    const code =
      `(function() local value = (function() ${chunk} end)(); ` +
      "if value == nil then value = vim.NIL end; return vim.json.encode(value) end)()";
    return JSON.parse(await this.#remote("--remote-expr", `luaeval('${code.replaceAll("'", "''")}')`));
  }

  /** Types keys, in Neovim's notation. */
  async keys(keys: string): Promise<void> {
    await this.#remote("--remote-send", keys);
  }

  async open(path: string): Promise<void> {
    await this.lua(`vim.cmd.edit(${quoted(path)})`);
  }

  lines(): Promise<string[]> {
    return this.lua("return vim.api.nvim_buf_get_lines(0, 0, -1, false)");
  }

  /** Waits until the model of the server that the open file has is ready. */
  async ready(): Promise<void> {
    const state = await this.lua(
      `vim.wait(${TIMEOUT_MS}, function() return vim.g.ossicle_state == 'ready' end); return vim.g.ossicle_state`,
    );
    if (state !== "ready") throw new Error(`The model is ${state}, not ready.`);
  }

  /** The server's answer to a request of the open file's client. */
  request<T>(method: string, params: string): Promise<T> {
    return this.lua(
      `local client = vim.lsp.get_clients({ name = 'ossicle' })[1]; ` +
        `local answer = client:request_sync(${quoted(method)}, ${params}, ${TIMEOUT_MS}, vim.api.nvim_get_current_buf()); ` +
        "return answer.err and { err = answer.err.message } or answer.result or vim.NIL",
    );
  }

  async quit(): Promise<void> {
    await this.keys("<C-\\><C-n>:qa!<CR>").catch(() => undefined);
    await this.ended();
  }

  async ended(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, "exit");
  }

  async #remote(...args: string[]): Promise<string> {
    const { stdout } = await execFileAsync(this.#program, ["--server", this.#address, ...args], {
      env: this.#environment,
    });
    return stdout;
  }
}

/** As a literal of Lua. */
export function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
