/** A workspace on the disk, in which the agent's tools are called. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { TextSearcher } from "../../../../../language-server/context/index/text-search.ts";
import type { WorkspaceTree } from "../../../../../language-server/context/index/workspace-tree.ts";
import type { NamedFolder } from "../../../../../language-server/context/named-paths.ts";
import { SecretFiles } from "../../../../../language-server/context/secret-files.ts";
import type { AgentHost } from "../../../../../language-server/features/agent/host.ts";
import { AGENT_TOOLS } from "../../../../../language-server/features/agent/tools/index.ts";
import type { ToolResult } from "../../../../../language-server/features/agent/tools/tool.ts";
import {
  WorkspaceReader,
  type WorkspaceSource,
} from "../../../../../language-server/features/agent/workspace-reader.ts";
import { DiskFiles } from "../../../../../language-server/lsp/files/disk-files.ts";

const NO_HOST: AgentHost = {
  apply: () => assert.fail("nothing is changed here"),
  exec: () => assert.fail("nothing is run here"),
  tool: () => assert.fail("no other tool is called here"),
  goesOn: () => assert.fail("nobody is asked here"),
};

export class RealWorkspace {
  /** Absolute, without links. */
  readonly base: string;
  /** Texts of open documents, by URI. */
  readonly open = new Map<string, string>();
  readonly seen = new Map<string, string>();
  folders: NamedFolder[];
  tree: WorkspaceTree = new DiskFiles();
  host: AgentHost = NO_HOST;

  private constructor(base: string, folders: readonly string[]) {
    this.base = base;
    this.folders = folders.map((name) => ({ name, uri: this.uri(name) }));
  }

  /** @param folders of the workspace, within the base: "." with one folder */
  static async make(
    files: Record<string, string | Uint8Array>,
    folders: readonly string[] = ["."],
  ): Promise<RealWorkspace> {
    const base = await realpath(await mkdtemp(join(tmpdir(), "ossicle-agent-")));
    const workspace = new RealWorkspace(base, folders);
    for (const [path, text] of Object.entries(files)) await workspace.write(path, text);
    return workspace;
  }

  uri(path: string): string {
    return pathToFileURL(join(this.base, path)).href;
  }

  async write(path: string, text: string | Uint8Array): Promise<void> {
    await mkdir(dirname(join(this.base, path)), { recursive: true });
    await writeFile(join(this.base, path), text);
  }

  reader(): WorkspaceReader {
    return new WorkspaceReader(this.source());
  }

  /** Calls a tool of the agent as the loop does. */
  async call(name: string, args: unknown, signal = new AbortController().signal): Promise<ToolResult> {
    const call = AGENT_TOOLS.find((tool) => tool.name === name)?.call(args);
    assert(call, `${name} takes ${JSON.stringify(args)}`);
    const { host, seen } = this;
    return call.run({ host, files: this.source(), seen, signal, requestId: "run", callId: "call" });
  }

  async remove(): Promise<void> {
    await rm(this.base, { recursive: true, force: true });
  }

  source(): WorkspaceSource {
    const { tree } = this;
    const folders = () => this.folders;
    const workspaceFolders = () => this.folders.map(({ uri }) => uri);
    const secrets = new SecretFiles({ files: tree, workspaceFolders, now: Date.now });
    const searcher = new TextSearcher({ tree, secrets, now: Date.now });
    for (const [uri, text] of this.open) searcher.setOpen(uri, text);
    return {
      tree,
      secrets,
      folders,
      openText: (uri) => this.open.get(uri),
      search: { findText: (question, signal) => searcher.find(question, signal) },
    };
  }
}
