import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { nativeSchema } from "../../../language-server/prompt/native-tools.ts";
import { DEFAULT_SETTINGS } from "../../../language-server/protocol/settings.ts";
import { COMMAND_IDS } from "../../../src/command-ids.ts";
import { HOVER_COMMANDS } from "../../../src/status/status-hover.ts";

const root = new URL("../../../", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const { contributes, capabilities } = manifest;

interface Property {
  default: unknown;
  scope?: string;
}
const properties: Record<string, Property> = Object.assign(
  {},
  ...contributes.configuration.map((section: { properties: object }) => section.properties),
);

/** Settings that are grouped below a section: by the name of their group. */
const GROUPS = ["ossicle.completion.model"];

/** Every setting with its default, by its full name. */
const defaults = Object.entries(DEFAULT_SETTINGS).flatMap(([section, values]) =>
  namedValues(`ossicle.${section}`, values),
);

function namedValues(group: string, values: object): (readonly [string, unknown])[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const full = `${group}.${name}`;
    return GROUPS.includes(full) ? namedValues(full, Object(value)) : [[full, value] as const];
  });
}

describe("package.json", () => {
  it("declares exactly the settings that the server reads, with the same defaults", () => {
    const declared = Object.entries(properties).map(([name, property]) => [name, property.default]);
    assert.deepEqual(Object.fromEntries(declared), Object.fromEntries(defaults));
  });

  it("lets no workspace choose what native code parses, how it runs, or which commands run unasked", () => {
    const machine = defaults
      .map(([name]) => name)
      .filter((name) =>
        /^ossicle\.(agent|model|engine|download|completion\.model)\.|^ossicle\.chat\.contextSize$/.test(name),
      )
      .toSorted();
    const scoped = Object.keys(properties).filter((name) => properties[name]?.scope === "machine");
    assert.deepEqual(scoped.toSorted(), machine);
    assert.deepEqual(capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(), machine);
  });

  it("declares exactly the commands that the extension registers", () => {
    const declared = contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual(declared.toSorted(), [...COMMAND_IDS].toSorted());
  });

  it("refers to declared commands, settings and context keys only", () => {
    const known = new Set<string>(COMMAND_IDS);
    const contextKeys = [
      "ossicle.serverState",
      "ossicle.modelState",
      "ossicle.hasLoadedModel",
      "ossicle.hasModel",
      "ossicle.setUpIsOpen",
      "ossicle.hasAccepted",
      "ossicle.downloads",
      "ossicle.snoozed",
      "ossicle.chatAnswers",
      "ossicle.chatHasMessages",
      "ossicle.reviewedFiles",
      "ossicle.editRuns",
      "ossicle.editAtCursor",
      "ossicle.commitMessageRuns",
    ];
    const views = Object.values<{ id: string }[]>(contributes.views)
      .flat()
      .map(({ id }) => id);
    const submenus = contributes.submenus.map(({ id }: { id: string }) => id);
    for (const items of Object.values<{ command?: string; submenu?: string; when?: string }[]>(
      contributes.menus,
    ))
      for (const { command, submenu, when = "" } of items) {
        if (command === undefined) assert(submenus.includes(submenu), submenu);
        else assert(known.has(command), command);
        for (const [name] of when.matchAll(/(config\.)?ossicle(\.\w+)+/g))
          assert(
            name.startsWith("config.")
              ? name.slice("config.".length) in properties
              : [...contextKeys, ...views].includes(name),
            name,
          );
      }
    // VS Code makes a command for each view that brings the focus to it.
    const runnable = (command: string) =>
      known.has(command) ||
      !command.startsWith("ossicle.") ||
      views.includes(command.replace(/\.focus$/, ""));
    for (const command of HOVER_COMMANDS) assert(runnable(command), command);
    const texts = readFileSync(new URL("package.nls.json", root), "utf8");
    for (const [, command] of texts.matchAll(/\(command:([\w.]+)/g)) assert(runnable(command ?? ""), command);
    for (const { completionEvents } of contributes.walkthroughs[0].steps)
      for (const event of completionEvents as string[]) {
        const [kind, subject = ""] = event.split(":");
        if (kind === "onCommand") assert(known.has(subject), event);
        if (kind === "onContext")
          for (const key of subject.split(" && ")) assert(contextKeys.includes(key), event);
        if (kind === "onView") assert(views.includes(subject), event);
      }
  });

  it("always has in the palette only what can always be done", () => {
    const palette: { command: string; when: string }[] = contributes.menus.commandPalette;
    const conditional = new Set(palette.map(({ command }) => command));
    assert.deepEqual(
      COMMAND_IDS.filter((command) => !conditional.has(command)),
      [
        "ossicle.setUp",
        "ossicle.selectModel",
        "ossicle.selectCompletionModel",
        "ossicle.diagnose",
        "ossicle.restartServer",
        "ossicle.showLog",
        "ossicle.openChat",
        "ossicle.newChat",
        "ossicle.openChatInEditor",
        "ossicle.showChatHistory",
        "ossicle.clearChats",
        "ossicle.chooseAgentTools",
        "ossicle.manageCommandRules",
        "ossicle.useInAgent",
      ],
    );
  });

  it("declares tools for VS Code's agent that take what the same tools of Ossicle's own take", () => {
    const declared = contributes.languageModelTools.map(
      ({ name, inputSchema }: { name: string; inputSchema: object }) => [name, inputSchema],
    );
    const { additionalProperties: _tree, ...tree } = nativeSchema("repo_browser.print_tree");
    const { additionalProperties: _search, ...search } = nativeSchema("repo_browser.search");
    assert.deepEqual(declared, [
      ["ossicle_printTree", tree],
      ["ossicle_search", search],
    ]);
  });

  it("has an agent that names the tools by their names in VS Code", () => {
    const agent = readFileSync(new URL(contributes.chatAgents[0].path, root), "utf8");
    const [, list = ""] = /^tools: \[(.*)\]$/m.exec(agent) ?? [];
    const ours = [...list.matchAll(/'ossicle\.ossicle\/(\w+)'/g)].map(([, name]) => name);
    const declared = contributes.languageModelTools.map(
      (tool: { toolReferenceName: string }) => tool.toolReferenceName,
    );
    assert.deepEqual(ours, declared);
  });

  it("names files that exist", () => {
    const files = [
      manifest.icon,
      manifest.l10n,
      contributes.icons["ossicle-logo"].default.fontPath,
      contributes.walkthroughs[0].icon,
      ...contributes.chatAgents.map(({ path }: { path: string }) => path),
      ...contributes.walkthroughs[0].steps.map(({ media }: { media: { svg: string } }) => media.svg),
      ...contributes.viewsContainers.activitybar
        .map(({ icon }: { icon: string }) => icon)
        .filter((icon: string) => !icon.startsWith("$(")),
    ];
    for (const file of files) assert(existsSync(new URL(file, root)), file);
  });
});
