import { Disposable, type QuickPickItem, QuickPickItemKind, window } from "vscode";
import type { ModelsOverview } from "../../../language-server/protocol/models.ts";
import { t } from "../../text/l10n.ts";
import { machineLine } from "../../text/machine-text.ts";
import { type SetUpChoice, type SetUpEntry, setUpGroups } from "./set-up-entries.ts";

type Item = QuickPickItem & { choice?: SetUpChoice };

/** The source of the overview, and its changes. */
export interface OverviewFeed {
  get(): Promise<ModelsOverview>;
  onChange(listener: () => void): Disposable;
}

/** Shows the machine's memory and the models that fit it. Returns the user's choice; undefined when they cancel. */
export async function pickModel(
  feed: OverviewFeed,
  inUse: string | undefined,
): Promise<SetUpChoice | undefined> {
  const picker = window.createQuickPick<Item>();
  picker.title = t("Set Up Ossicle");
  picker.placeholder = t("Checking this machine and looking for models…");
  picker.matchOnDescription = true;
  picker.busy = true;
  picker.ignoreFocusOut = true;
  return new Promise((resolve, reject) => {
    const fill = () =>
      feed.get().then(
        (overview) => {
          const [active] = picker.activeItems;
          picker.items = itemsOf(overview, inUse);
          picker.placeholder = machineLine(overview.machine);
          picker.busy = false;
          const same = picker.items.find(({ label }) => label === active?.label);
          if (same) picker.activeItems = [same];
        },
        (error: unknown) => {
          picker.dispose();
          reject(error);
        },
      );
    const subscriptions = Disposable.from(
      picker,
      feed.onChange(() => void fill()),
      picker.onDidAccept(() => {
        resolve(picker.selectedItems[0]?.choice);
        picker.hide();
      }),
      picker.onDidHide(() => {
        resolve(undefined);
        subscriptions.dispose();
      }),
    );
    picker.show();
    void fill();
  });
}

function itemsOf(overview: ModelsOverview, inUse: string | undefined): Item[] {
  return setUpGroups(overview, inUse).flatMap(({ title, entries }) => [
    { label: title, kind: QuickPickItemKind.Separator },
    ...entries.map(asItem),
  ]);
}

function asItem({ icon, label, description, detail, choice }: SetUpEntry): Item {
  return {
    label: `$(${icon}) ${label}`,
    ...(description ? { description } : {}),
    ...(detail ? { detail } : {}),
    choice,
  };
}
