/** Everything an editor with Ossicle needs for a test, in one temporary folder: workspace, profile, model, engine. */
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineEnded } from "../../tools/editor-host/engine-end.ts";
import { Profile, type SettingValues } from "../../tools/editor-host/profile.ts";
import { temporaryFolder } from "../../tools/editor-host/temporary-folder.ts";
import { scriptedFixture } from "../../tools/fixtures/cache.ts";
import { lendEngineCache } from "../engine-cache.ts";
import { SCRIPT } from "./script.ts";

/** The folder of the extension, which is this repository. */
export const EXTENSION = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** What the status bar calls the model. */
export const MODEL_NAME = "gpt-oss-scripted";

const ENGINE_GRACE_MS = 1_000;
const ENGINE_END_TIMEOUT_MS = 20_000;

/** Where models are looked for: by these, which the user running the tests may have set, it would be elsewhere. */
const MODEL_FOLDERS = {
  XDG_DATA_HOME: ".local/share",
  XDG_CACHE_HOME: ".cache",
  HF_HOME: ".cache/huggingface",
  HF_HUB_CACHE: ".cache/huggingface/hub",
  LLAMA_CACHE: ".cache/llama.cpp",
  OLLAMA_MODELS: ".ollama/models",
};

export interface Place extends AsyncDisposable {
  /** The workspace folder, empty at first. */
  folder: string;
  /** The user's home folder, empty at first: models are looked for there. */
  home: string;
  /** The scripted model. */
  model: string;
  profile: Profile;
  /** For the editor's process. */
  env: Record<string, string>;
  /** Settings beside those that every place has, in place of the ones before. A window that is open takes them over. */
  configure(settings: SettingValues): Promise<void>;
}

/**
 * @param installed with Ossicle as an installed extension; otherwise it is loaded as the extension under test
 * @param settings of Ossicle, instead of those that make it run the scripted model on one thread
 */
export async function createPlace(installed: boolean, settings: SettingValues = {}): Promise<Place> {
  await using undo = new AsyncDisposableStack();
  const { path: root } = undo.use(await temporaryFolder());
  const folder = join(root, "workspace");
  const runtime = join(root, "run");
  const home = join(root, "home");
  await mkdir(folder);
  await lendEngineCache(runtime);
  await mkdir(home);
  const model = join(root, `${MODEL_NAME}.gguf`);
  await symlink(await scriptedFixture(SCRIPT), model);
  const always = {
    "ossicle.model.path": model,
    "ossicle.engine.gpu": false,
    "ossicle.engine.threads": 1,
    // The web's editor saves by itself, which desktop VS Code doesn't.
    "files.autoSave": "off",
    // On a busy machine VS Code offers the word that is just being typed, and Tab takes that instead.
    "editor.wordBasedSuggestions": "off",
    // What moves by itself is drawn anew all the time, which costs most where there is no GPU.
    "workbench.reduceMotion": "on",
    "editor.cursorBlinking": "solid",
    // Neither is looked at, and both are drawn with each key.
    "editor.minimap.enabled": false,
    "breadcrumbs.enabled": false,
  };
  const first = { ...always, ...settings };
  const profile = await Profile.prepare(
    join(root, "profile"),
    { User: first, Machine: first },
    installed ? [EXTENSION] : [],
  );
  undo.defer(() => engineGone(runtime));
  const all = undo.move();
  return {
    folder,
    home,
    model,
    profile,
    env: {
      // VS Code leaves sockets behind in the folder for temporary files.
      TMPDIR: root,
      HOME: home,
      USERPROFILE: home,
      ...Object.fromEntries(Object.entries(MODEL_FOLDERS).map(([name, path]) => [name, join(home, path)])),
      OSSICLE_RUNTIME_DIR: runtime,
      OSSICLE_ENGINE_GRACE_MS: String(ENGINE_GRACE_MS),
    },
    configure: (values) => profile.replaceSettings("Machine", { ...always, ...values }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The engine outlives its editor by the grace time, not longer. */
async function engineGone(runtime: string): Promise<void> {
  if (!(await engineEnded(runtime, ENGINE_END_TIMEOUT_MS)))
    throw new Error("The engine was still there after its last editor had closed.");
}
