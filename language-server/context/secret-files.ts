/** Which files never enter a prompt on their own: those that may hold secrets, and those that are to be ignored. */

import { messageOf } from "../../common/errors.ts";
import { mayHoldSecrets } from "../../common/secrets/secret-names.ts";
import { t } from "../text/l10n.ts";
import { FreshAnswers } from "./fresh-answers.ts";
import { type IgnoreFiles, IgnoreRules, type IgnoreRulesOptions } from "./ignore/ignore-rules.ts";
import { locate, nameOf, pathOf } from "./workspace-paths.ts";

export interface SecretFilesOptions extends IgnoreRulesOptions {
  /** URIs. */
  workspaceFolders: () => string[];
  /** The file that holds an open document, where that isn't one itself: the notebook of a cell. Both are URIs. */
  fileOf?: (uri: string) => string;
}

/** Packages that a project is made with. */
const INSTALLED = /\/(?:node_modules|bower_components|site-packages|dist-packages|vendor|Pods)\//;

/** What a link leads to. */
interface Target {
  /** Not out of the workspace. */
  isInside: boolean;
  /** Why it is left out itself. */
  why: string | null;
}

export class SecretFiles {
  readonly #options: SecretFilesOptions;
  readonly #rules: IgnoreRules;
  /** By the file's URI. */
  readonly #targets: FreshAnswers<Target | undefined>;

  constructor(options: SecretFilesOptions) {
    this.#options = options;
    this.#rules = new IgnoreRules(options);
    this.#targets = new FreshAnswers(options.now);
  }

  /**
   * Why a file must not enter a prompt that the user has not put it into, in a sentence for the user, or null when
   * it may. A file whose ignore files can't be read is left out, and so is what a link in the workspace leads to
   * outside of it.
   */
  async whyExcluded(uri: string): Promise<string | null> {
    const why = await this.whyExcludedByPath(uri);
    if (why !== null) return why;
    const target = await this.#target(uri);
    if (!target) return null;
    if (target.why !== null || target.isInside) return target.why;
    return t("{0} is a link to a file outside of the workspace.", nameOf(uri));
  }

  /** The same for a document that the user has opened: it may lie anywhere. */
  async whyOpenExcluded(uri: string): Promise<string | null> {
    const file = this.#options.fileOf?.(uri) ?? uri;
    return (await this.whyExcludedByPath(file)) ?? (await this.#target(file))?.why ?? null;
  }

  /**
   * The same for a file that a definition is shown of. Where package managers put what they install, git ignores
   * everything, but nothing there is the user's secret: only Ossicle's own ignore files count.
   */
  async whyDefinitionExcluded(uri: string): Promise<string | null> {
    if (!INSTALLED.test(pathOf(uri))) return this.whyOpenExcluded(uri);
    return this.#why(uri, this.#options.workspaceFolders(), "own");
  }

  /** The same for a file that is known to be no link. */
  whyExcludedByPath(uri: string): Promise<string | null> {
    return this.#why(uri, this.#options.workspaceFolders());
  }

  /** Whether everything in a folder is left out, so that nobody has to look into it. */
  async isIgnoredFolder(uri: string): Promise<boolean> {
    const place = locate(uri, this.#options.workspaceFolders());
    if (!place || place.path === "") return false;
    try {
      return (await this.#rules.ignoringFolder(uri, place.folder)) !== null;
    } catch {
      return true;
    }
  }

  /** Forgets what was read of ignore files, because some of them changed. */
  invalidate(): void {
    this.#rules.invalidate();
    this.#targets.clear();
  }

  async #why(
    uri: string,
    workspaceFolders: readonly string[],
    of: IgnoreFiles = "all",
  ): Promise<string | null> {
    const name = nameOf(uri);
    const path = pathOf(uri);
    const place = locate(uri, workspaceFolders);
    if (mayHoldSecrets(path, place?.path ?? path))
      return t("{0} may contain secrets, judging by its name.", name);
    if (!place || place.path === "") return null;
    try {
      const by = await this.#rules.ignoring(uri, place.folder, of);
      return by === null ? null : t("{0} is excluded by {1}.", name, by);
    } catch (error) {
      const cause = messageOf(error);
      return t("{0} is excluded because the ignore files in its folders couldn't be read: {1}", name, cause);
    }
  }

  /** Undefined where no link is in a path, or all lead to where they are. */
  #target(uri: string): Promise<Target | undefined> {
    return this.#targets.get(uri, () => this.#findTarget(uri));
  }

  async #findTarget(uri: string): Promise<Target | undefined> {
    const { files, workspaceFolders } = this.#options;
    const place = locate(uri, workspaceFolders());
    const real = await files.realUri(uri);
    if (real === undefined) return undefined;
    // The workspace itself may have been opened through a link.
    const folders = await Promise.all(
      workspaceFolders().map(async (folder) => (await files.realUri(folder)) ?? folder),
    );
    const realPlace = locate(real, folders);
    const isElsewhere = place ? realPlace?.path !== place.path : pathOf(real) !== pathOf(uri);
    if (!isElsewhere) return undefined;
    return { isInside: !place || realPlace !== undefined, why: await this.#why(real, folders) };
  }
}
