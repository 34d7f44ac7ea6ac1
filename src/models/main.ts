/** The models of this machine: the view's content and its commands. */

import { commands, Disposable, EventEmitter, env, type TreeItem, Uri, window } from "vscode";
import type { CatalogModel, FoundModel } from "../../language-server/protocol/models.ts";
import type { LanguageServer } from "../server/language-server.ts";
import type { Action } from "../text/fix-text.ts";
import { t } from "../text/l10n.ts";
import { offerLine, onlySuggests } from "../text/model-text.ts";
import { Refusal } from "../text/refusal.ts";
import { TextPage } from "../ui/text-page.ts";
import type { DailyUsage } from "../usage/daily-usage.ts";
import { useForSuggestions } from "./completion-model.ts";
import { Downloads } from "./downloads/downloads.ts";
import { targetOf } from "./downloads/target.ts";
import { pickCompletionModelFile, pickModelFile, pickModelFolder } from "./pick-file.ts";
import { pickModel } from "./setup/set-up.ts";
import { modelDetail, quickestForSuggestions, type SetUpChoice } from "./setup/set-up-entries.ts";
import { agreesToPlan, type Candidate, selectModel } from "./use-model.ts";
import { factsPage } from "./view/model-facts.ts";
import type { ModelsLine } from "./view/models-view-text.ts";
import { OverviewSource } from "./view/overview-source.ts";
import { treeItem } from "./view/tree-item.ts";
import { ViewContent } from "./view/view-content.ts";

const WALKTHROUGH = "ossicle.ossicle#ossicle.setUp";

export class Models implements Disposable {
  readonly #server: LanguageServer;
  readonly #changed = new EventEmitter<void>();
  readonly #overview: OverviewSource;
  readonly #view: ViewContent;
  readonly #facts = new TextPage("ossicle-model", "Model Details.md");
  readonly #disposables: Disposable;
  readonly downloads: Downloads;

  /** @param changed called with the lines of the view to redraw; undefined: all */
  constructor(server: LanguageServer, today: DailyUsage, changed: (lines: ModelsLine[] | undefined) => void) {
    this.#server = server;
    this.#overview = new OverviewSource(server, () => {
      this.#changed.fire();
      void this.#view.look();
    });
    this.#view = new ViewContent(server, today, this.#overview, changed);
    this.downloads = new Downloads(server, {
      use: (path) => selectModel(server, path),
      useForSuggestions: (path) => this.useForSuggestions(path),
      onlySuggests: async (id) => {
        const { catalog } = await this.#overview.get();
        return catalog.some((model) => model.id === id && onlySuggests(model));
      },
    });
    this.#disposables = Disposable.from(this.#changed, this.#overview, this.#view, this.#facts);
  }

  lines(): Promise<ModelsLine[]> {
    return this.#view.lines();
  }

  item({ node }: ModelsLine): TreeItem {
    return treeItem(node);
  }

  /** Shows the machine and the models that fit it; then the walkthrough, which explains the next steps. */
  async setUp(): Promise<void> {
    const feed = { get: () => this.#overview.get(), onChange: this.#changed.event };
    const { state, model } = this.#server.model ?? {};
    const choice = await pickModel(feed, state === "failed" ? undefined : model?.path);
    // The walkthrough takes the focus half a second after it opens: the user has chosen by then.
    if (choice === undefined || !("command" in choice)) await showWalkthrough();
    if (choice) await this.#take(choice);
  }

  /** Uses a given path at once, such as a link's; otherwise the user picks a file. */
  async selectFile(argument: unknown): Promise<void> {
    const path = typeof argument === "string" ? argument : await pickModelFile(this.#server.model);
    if (path !== undefined) await this.use(path);
  }

  async use(argument: unknown): Promise<void> {
    const { path } = targetOf(argument);
    if (path === undefined) return this.setUp();
    if (await agreesToPlan(await this.#planned(await this.#candidate(path), path), false))
      await selectModel(this.#server, path);
  }

  /** As `selectFile`, for the model that only writes suggestions. */
  async selectFileForSuggestions(argument: unknown): Promise<void> {
    const { path = await pickCompletionModelFile(this.#server.model) } = targetOf(argument);
    if (path !== undefined) await this.useForSuggestions(path);
  }

  async useForSuggestions(argument: unknown): Promise<void> {
    const { path } = targetOf(argument);
    if (path !== undefined) await useForSuggestions(this.#server, await this.#candidate(path), path);
  }

  async download(argument: unknown): Promise<void> {
    const { id } = targetOf(argument);
    const { catalog } = await this.#overview.get();
    const model = id === undefined ? await pickOffer(catalog) : catalog.find((each) => each.id === id);
    if (model && (await agreesToPlan(model, true))) await this.downloads.start(model.id);
  }

  /** Verifies the file of a catalog model; without a given one, the file of the model in use. */
  async verify(argument: unknown): Promise<void> {
    const { id, path = this.#server.model?.model?.path } = targetOf(argument);
    const modelId = id ?? (await this.#found()).find((model) => model.path === path)?.catalogId;
    if (modelId === undefined)
      throw new Refusal(
        t("Only models from the catalog can be verified. No checksum is known for other models."),
      );
    await this.downloads.verify(modelId);
  }

  async refresh(): Promise<void> {
    await this.#overview.get(true);
    this.#changed.fire();
    await this.#view.look();
  }

  async addFolder(): Promise<void> {
    const folder = await pickModelFolder();
    if (folder === undefined) return;
    const models = await this.#server.runningClient.inspectModels(folder);
    if (models.length === 0)
      throw new Refusal(t("There are no models (.gguf files) in {0}.", folder), addFolder());
    await commands.executeCommand("ossicle.models.focus");
  }

  /** Reads the file's header again and shows its content. */
  async showFacts(argument: unknown): Promise<void> {
    const path = targetOf(argument).path ?? this.#server.model?.model?.path;
    if (path === undefined) return;
    const [model] = await this.#server.runningClient.inspectModels(path);
    if (!model) throw new Refusal(t("{0} is not a model.", path));
    this.#facts.text = factsPage(model);
    await commands.executeCommand("markdown.showPreview", this.#facts.uri);
  }

  async reveal(argument: unknown): Promise<void> {
    const { path } = targetOf(argument);
    if (path !== undefined) await commands.executeCommand("revealFileInOS", Uri.file(path));
  }

  async copyPath(argument: unknown): Promise<void> {
    const { path } = targetOf(argument);
    if (path !== undefined) await env.clipboard.writeText(path);
  }

  /** Opens the source of a catalog model in the browser. */
  async openPage(argument: unknown): Promise<void> {
    const { id } = targetOf(argument);
    const { catalog } = await this.#overview.get();
    const model = catalog.find((each) => each.id === id);
    if (model) await env.openExternal(Uri.parse(model.page));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #take(choice: SetUpChoice): Promise<void> {
    if ("command" in choice) await commands.executeCommand(choice.command);
    else if ("use" in choice) await selectModel(this.#server, choice.use.path);
    else if (choice.download.plan?.fit !== "tooLarge" || (await agreesToPlan(choice.download, true)))
      await this.downloads.start(choice.download.id);
  }

  async #candidate(path: string): Promise<Candidate> {
    const found = (await this.#found()).find((model) => model.path === path);
    return found ?? { name: Uri.file(path).path.split("/").at(-1) ?? path, bytes: 0 };
  }

  async #found(): Promise<FoundModel[]> {
    return (await this.#overview.get()).found;
  }

  /** Without a plan the model is still offered: selecting it reports the reason. */
  async #planned(candidate: Candidate, path: string): Promise<Candidate> {
    if (candidate.plan) return candidate;
    const plan = await this.#server.runningClient.planModel(path).catch(() => undefined);
    return { ...candidate, plan };
  }
}

/** For a folder that has no models. */
function addFolder(): Action {
  return { label: t("Find Models in Folder…"), command: "ossicle.addModelFolder" };
}

async function showWalkthrough(): Promise<void> {
  await commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false);
  // VS Code completes a step when its context key becomes true, but not when it has been true from the start.
  await commands.executeCommand("setContext", "ossicle.setUpIsOpen", true);
}

async function pickOffer(catalog: CatalogModel[]): Promise<CatalogModel | undefined> {
  const offers = catalog.filter(({ isOffered, path }) => isOffered && path === undefined);
  const quicker = quickestForSuggestions(catalog);
  const items = offers.map((model) => ({
    label: `$(cloud-download) ${model.name}`,
    description: offerLine(model),
    detail: modelDetail(model, quicker),
    model,
  }));
  const title = t("Download a Model");
  return (await window.showQuickPick(items, { title, matchOnDescription: true, ignoreFocusOut: true }))
    ?.model;
}
