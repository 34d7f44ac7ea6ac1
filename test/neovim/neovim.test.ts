/** The server in an editor that nobody here wrote, with the configuration that the README shows. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { LastCompletion } from "../../language-server/protocol/completion.ts";
import type { SeenPrompt } from "../../language-server/protocol/seen-prompts.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { NoNeovimError, neovim } from "../../tools/neovim/neovim.ts";
import { PipMissingError } from "../../tools/wheels/wheel.ts";
import { until } from "../server/support/until.ts";
import { Workplace } from "../server/support/workplace.ts";
import { ADDITION, FUNCTION_HEAD, SCRIPT } from "../workbench/script.ts";
import { Neovim } from "./editor.ts";

const DOWNLOAD_TIMEOUT_MS = 300_000;
const HEAD = FUNCTION_HEAD.trimEnd();
/** A function's body that the model has another idea of. */
const LATER = '  throw new Error("later");';

describe("Neovim", () => {
  let program: string;
  let workplace: Workplace;
  let settings: object;
  let editor: Neovim | undefined;

  before(async function () {
    this.timeout(DOWNLOAD_TIMEOUT_MS);
    try {
      program = await neovim();
    } catch (error) {
      const canBeMissing = error instanceof NoNeovimError || error instanceof PipMissingError;
      if (!canBeMissing || process.env.CI) throw error;
      console.warn(`Skipped, as there is no Neovim. ${error.message}`);
      this.skip();
    }
    settings = { model: { path: await scriptedFixture(SCRIPT) }, engine: { threads: 1, gpu: false } };
  });
  beforeEach(async () => {
    workplace = await Workplace.create();
  });
  afterEach(async () => {
    editor?.process.kill("SIGKILL");
    editor = undefined;
    // Fails where a server or an engine is left.
    await workplace[Symbol.asyncDispose]();
  });

  /** Neovim with a file, whose server has its model ready. */
  async function open(name: string, text: string, more = ""): Promise<Neovim> {
    await workplace.write(name, text);
    const opened = await Neovim.start(program, workplace, {
      settings,
      more: `vim.lsp.handlers["ossicle/model/status"] = function(_, status) vim.g.ossicle_state = status.state end; ${more}`,
    });
    editor = opened;
    await opened.open(workplace.path(name));
    await opened.ready();
    return opened;
  }

  const shows = (nvim: Neovim, expected: string[]) =>
    until(
      `the file is ${JSON.stringify(expected)}`,
      async () => JSON.stringify(await nvim.lines()) === JSON.stringify(expected) || undefined,
    );

  const suggest = (nvim: Neovim) =>
    nvim.request(
      "textDocument/inlineCompletion",
      "vim.tbl_extend('force', vim.lsp.util.make_position_params(0, 'utf-16'), { context = { triggerKind = 1 } })",
    );

  const lastSuggestion = (nvim: Neovim) =>
    nvim.request<LastCompletion>("ossicle/completion/last", "vim.empty_dict()");

  it("inserts a suggestion by key, goes on behind it, and leaves no process", async () => {
    const nvim = await open("add.ts", `${HEAD}\n  return\n}\n`);
    await nvim.keys("2GA<C-l>");
    await shows(nvim, [HEAD, `  return${ADDITION}`, "}"]);
    assert.equal(await nvim.lua("return vim.api.nvim_get_mode().mode"), "i");
    await nvim.keys(" //");
    await shows(nvim, [HEAD, `  return${ADDITION} //`, "}"]);
    await workplace.enginePid();
    await nvim.quit();
    // That server and engine are gone is seen when the workplace is disposed of.
  });

  it("inserts several lines", async () => {
    const nvim = await open("lines.ts", `${HEAD}\n  return`);
    await nvim.keys("2GA<C-l>");
    await shows(nvim, [HEAD, `  return${ADDITION}`, "}"]);
    assert.deepEqual(await nvim.lua("return vim.api.nvim_win_get_cursor(0)"), [3, 1]);
    await nvim.quit();
  });

  it("offers UTF-8 and is answered in UTF-16, so that places behind emoji are the right ones", async () => {
    const line = "  /* 👩‍👩‍👧 café 🎉 */ return";
    const nvim = await open("emoji.ts", `${HEAD}\n${line}\n}\n`);
    assert.deepEqual(
      await nvim.lua(
        "local client = vim.lsp.get_clients({ name = 'ossicle' })[1]; " +
          "return { client.offset_encoding, client.capabilities.general.positionEncodings[1] }",
      ),
      ["utf-16", "utf-8"],
    );
    await nvim.keys("2GA<C-l>");
    await shows(nvim, [HEAD, `${line}${ADDITION}`, "}"]);
    await nvim.quit();
  });

  it("lists the code actions, resolves the chosen one and applies its edit, which can be undone", async () => {
    const nvim = await open("edit.ts", `// 👋 Gruß\n${HEAD}\n${LATER}\n}\n`);
    await nvim.lua(
      "vim.ui.select = function(items, _, choose) " +
        "vim.g.offered = vim.tbl_map(function(item) return item.action.title end, items); " +
        "for _, item in ipairs(items) do if item.action.title == 'Simplify with Ossicle' then choose(item) end end end",
    );
    await nvim.keys("3GVjgra");
    await shows(nvim, ["// 👋 Gruß", HEAD, `  return${ADDITION}`, "}"]);
    assert.deepEqual(await nvim.lua("return vim.g.offered"), [
      "Simplify with Ossicle",
      "Add Documentation with Ossicle",
    ]);
    await nvim.keys("<Esc>u");
    await shows(nvim, ["// 👋 Gruß", HEAD, LATER, "}"]);
    await nvim.quit();
  });

  it("offers to fix what the editor shows as a problem", async () => {
    const nvim = await open("fix.ts", `${HEAD}\n${LATER}\n}\n`);
    const titles = await nvim.lua<string[]>(
      "local params = vim.lsp.util.make_given_range_params({ 2, 0 }, { 3, 1 }, 0, 'utf-16'); " +
        "params.context = { triggerKind = 1, diagnostics = { { range = params.range, message = 'A number is expected.' } } }; " +
        "local client = vim.lsp.get_clients({ name = 'ossicle' })[1]; " +
        "return vim.tbl_map(function(action) return action.title end, client:request_sync('textDocument/codeAction', params, 30000, 0).result)",
    );
    assert.deepEqual(titles, ["Fix with Ossicle", "Simplify with Ossicle", "Add Documentation with Ossicle"]);
    await nvim.quit();
  });

  it("tells its settings, whether the server may ask for them or not", async () => {
    const nvim = await open(
      "push.ts",
      `${HEAD}\n  return\n}\n`,
      "vim.lsp.config('ossicle', { capabilities = { workspace = { configuration = false } } })",
    );
    await nvim.keys("2GA<C-l>");
    await shows(nvim, [HEAD, `  return${ADDITION}`, "}"]);
    await nvim.quit();
  });

  it("keeps the server's text in step, whatever is typed, pasted, joined and undone", async () => {
    const names = Array.from({ length: 12 }, (_, at) => `const name${at} = "${"🎉".repeat(at % 3)}é${at}";`);
    const nvim = await open("changes.ts", `${names.join("\n")}\n`);
    const edits = [
      "3GA // 👩‍👩‍👧 typed<Esc>",
      "5Gdd",
      "2Gyyp",
      "7GJ",
      "uu",
      "<C-r>",
      "1GOfirst 🎈<CR>line<Esc>",
      ":%s/name/näme/g<CR>",
      "gg~~",
      ":4,6d<CR>",
      "Go// last 🎉 line<Esc>",
      ":set ff=dos<CR>",
      "4GVjp",
    ];
    for (const keys of edits) {
      await nvim.keys(keys);
      // Neovim sends changes in bundles.
      await delay(50);
    }
    // Behind a word, its letters would be left to the model to say again.
    await nvim.keys("Go");
    const lines = await nvim.lines();
    await suggest(nvim);
    const [{ pieces } = assert.fail()] = await nvim.request<SeenPrompt[]>(
      "ossicle/prompts/seen",
      "vim.empty_dict()",
    );
    const seen = pieces.map(({ text }) => text).join("");
    for (const line of lines)
      assert.ok(seen.includes(line), `${JSON.stringify(line)} in ${JSON.stringify(seen)}`);
    assert.deepEqual(
      seen.match(/n[äa]me\d+ =/gi),
      lines.join("\n").match(/n[äa]me\d+ =/gi),
      "nothing else, in the same order",
    );
    await nvim.quit();
  });

  it("asks for suggestions in a file without a folder, and has none for one that may hold secrets", async () => {
    const nvim = await open(".env", "KEY=1\nreturn\n");
    await suggest(nvim);
    const { whyNone } = await lastSuggestion(nvim);
    assert.match(whyNone ?? "", /secrets/);
    await nvim.quit();
  });

  it("leaves no process when it is killed, and never says goodbye", async () => {
    const nvim = await open("killed.ts", `${HEAD}\n  return\n}\n`);
    await workplace.enginePid();
    nvim.process.kill("SIGKILL");
    await nvim.ended();
  });
});
