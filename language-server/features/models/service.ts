/** The models that this machine has or could have, and their downloads: one overview for every client that asks. */

import { statfs } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { DeviceInfo, ModelsEngine } from "../../engine-client/api.ts";
import type {
  BothPlans,
  Download,
  FitPlan,
  FoundModel,
  Machine,
  ModelsOverview,
} from "../../protocol/models.ts";
import { t } from "../../text/l10n.ts";
import {
  type CatalogEntry,
  type DownloadSettings,
  downloadOf,
  factsOf,
  settingsProblem,
  shownModel,
  totalBytes,
} from "./catalog.ts";
import { Discovery } from "./discovery.ts";
import { modelPlaces, ownModelsFolder, type Platform } from "./places.ts";
import { recommend } from "./recommend.ts";

/** The engine may be loading a model; what is known by then is shown. */
const DEVICES_WAIT_MS = 1_500;
const CHANGE_PAUSE_MS = 250;

export interface ModelsServiceOptions {
  engine: ModelsEngine;
  settings: () => DownloadSettings;
  surroundings: Platform;
  catalog: readonly CatalogEntry[];
  log: (line: string) => void;
  /** The overview has changed, but for the progress of downloads. */
  onChange: () => void;
  onDownloads: (downloads: Download[]) => void;
  /** A download that ran has ended well. */
  onDownloaded: (path: string) => void;
}

export class ModelsService {
  readonly #options: ModelsServiceOptions;
  readonly #discovery: Discovery;
  readonly #subscriptions: { dispose(): void }[];
  readonly #disposed = new AbortController();
  #downloads: Download[] = [];
  #devices: DeviceInfo | undefined;
  #asking: Promise<void> | undefined;
  #catalogPlans = new Map<string, FitPlan>();
  #telling: NodeJS.Timeout | undefined;

  constructor(options: ModelsServiceOptions) {
    this.#options = options;
    const { engine, log } = options;
    this.#discovery = new Discovery({
      engine,
      catalog: options.catalog,
      places: () => modelPlaces(options.surroundings, this.folder),
      log,
      onChange: () => this.#changed(),
    });
    this.#subscriptions = [
      engine.onDownloads(({ folder, downloads }) => {
        if (folder === this.folder) this.#useDownloads(downloads);
      }),
      engine.onConnected(() => void this.followDownloads()),
    ];
  }

  /** Where downloads go. */
  get folder(): string {
    return this.#settings.folder;
  }

  get downloads(): readonly Download[] {
    return this.#downloads;
  }

  /** Asks the engine for the downloads there are: at first, and when their folder is another one by now. */
  async followDownloads(): Promise<void> {
    const { folder } = this;
    const downloads = await this.#options.engine.downloads(folder).catch(() => undefined);
    if (downloads && folder === this.folder) this.#useDownloads(downloads);
  }

  /** What is known by now; more comes by `onChange`. */
  async overview(refresh: boolean): Promise<ModelsOverview> {
    const machine = delay(DEVICES_WAIT_MS, undefined, { ref: false });
    await Promise.all([this.#discovery.look(refresh), Promise.race([this.#machineKnown(refresh), machine])]);
    return this.#overview();
  }

  async #overview(): Promise<ModelsOverview> {
    const { found } = this.#discovery;
    const catalog = this.#options.catalog.map((entry) => {
      const { id } = entry;
      const path = found.find(
        (model) => model.catalogId === id && this.#discovery.isVerified(model.path),
      )?.path;
      const plan = this.#catalogPlans.get(id);
      return { ...shownModel(entry), ...(path === undefined ? {} : { path }), ...(plan ? { plan } : {}) };
    });
    // What is not known yet may be better.
    const isKnown = this.#discovery.isComplete && catalog.every(({ plan }) => plan);
    const recommended = isKnown ? recommend(found, catalog) : undefined;
    return {
      machine: await this.#machine(),
      found,
      catalog,
      downloads: [...this.#downloads],
      ...(recommended ? { recommended } : {}),
    };
  }

  /** Reads one file, or the models in a folder. */
  inspect(path: string, signal: AbortSignal): Promise<FoundModel[]> {
    return this.#discovery.pick(path, AbortSignal.any([signal, this.#disposed.signal]));
  }

  plan(path: string, signal: AbortSignal): Promise<FitPlan> {
    return this.#options.engine.plan({ path }, signal);
  }

  planBoth(path: string, signal: AbortSignal): Promise<BothPlans> {
    return this.#options.engine.planCompletion(path, signal);
  }

  /** The file to use where none is chosen; undefined where nothing on this machine will do. */
  async recommendedFile(): Promise<string | undefined> {
    await this.#discovery.allRead();
    // Nothing to ask the GPU for.
    if (this.#discovery.found.length === 0) return undefined;
    await this.#machineKnown(false);
    const { recommended } = await this.#overview();
    return recommended && "path" in recommended ? recommended.path : undefined;
  }

  /** @param verify reads the files that are there, and downloads none */
  async startDownload(id: string, verify: boolean): Promise<Download> {
    const entry = this.#options.catalog.find((model) => model.id === id);
    if (!entry) throw new Error(t('There is no model "{0}" in the catalog.', id));
    const failed = (reason: string, advice: string): Download => ({
      id,
      name: entry.name,
      state: "failed",
      bytes: 0,
      totalBytes: totalBytes(entry),
      reason,
      advice,
    });
    const settings = this.#settings;
    const problem = settingsProblem(settings);
    if (problem !== undefined)
      return failed(problem, t("Correct or remove it, then start the download again."));
    const spec = downloadOf(entry, settings);
    if (!spec)
      return failed(
        t("{0} can't be downloaded yet: its checksum is not known.", entry.name),
        t("Update Ossicle, or download the file yourself and select it."),
      );
    return this.#options.engine.startDownload(spec, verify);
  }

  /** Undefined where there is no such download. */
  pauseDownload(id: string): Promise<Download | undefined> {
    return this.#options.engine.pauseDownload({ folder: this.folder, id });
  }

  cancelDownload(id: string, keepPart: boolean): Promise<void> {
    return this.#options.engine.cancelDownload({ folder: this.folder, id }, keepPart);
  }

  dispose(): void {
    clearTimeout(this.#telling);
    this.#disposed.abort();
    this.#discovery.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  get #settings(): DownloadSettings {
    const settings = this.#options.settings();
    return { ...settings, folder: settings.folder || ownModelsFolder(this.#options.surroundings) };
  }

  #useDownloads(downloads: Download[]): void {
    const before = new Map(this.#downloads.map((download) => [download.id, download.state]));
    this.#downloads = downloads;
    this.#options.onDownloads(downloads);
    const ended = downloads.filter(({ id, state }) => before.has(id) && before.get(id) !== state);
    if (ended.length === 0 && before.size === downloads.length) return;
    this.#changed();
    for (const { state, path } of ended) {
      if (state !== "done" || path === undefined) continue;
      void this.#discovery.look(true).then(() => this.#changed());
      this.#options.onDownloaded(path);
    }
  }

  /** Resolves when the devices and what would fit on them are known, or can't be. */
  #machineKnown(refresh: boolean): Promise<void> {
    if (this.#asking && !refresh) return this.#asking;
    const asking = this.#askMachine().then(
      () => this.#changed(),
      () => {
        // The engine may be there the next time.
        if (this.#asking === asking) this.#asking = undefined;
      },
    );
    this.#asking = asking;
    return asking;
  }

  async #askMachine(): Promise<void> {
    const { engine, catalog } = this.#options;
    this.#devices = await engine.devices();
    for (const entry of catalog)
      this.#catalogPlans.set(entry.id, await engine.plan({ facts: factsOf(entry) }, this.#disposed.signal));
  }

  async #machine(): Promise<Machine> {
    const { folder } = this;
    const disk = { modelsFolder: folder, diskFree: await diskFree(folder) };
    if (this.#devices) return { ...this.#devices, ...disk };
    return {
      backend: "CPU",
      devices: [],
      vramTotal: 0,
      vramFree: 0,
      ramTotal: totalmem(),
      ramFree: freemem(),
      note: t("The engine hasn't reported the GPU yet."),
      ...disk,
    };
  }

  /** Headers come one after another: the client is told a few times a second at most. */
  #changed(): void {
    if (this.#telling || this.#disposed.signal.aborted) return;
    this.#telling = setTimeout(() => {
      this.#telling = undefined;
      this.#options.onChange();
    }, CHANGE_PAUSE_MS);
  }
}

/** Of the folder, or of where it will be made. */
async function diskFree(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return dirname(folder) === folder ? 0 : diskFree(dirname(folder));
  }
}
