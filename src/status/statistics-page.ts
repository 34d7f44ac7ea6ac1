import { bytes, duration, percent } from "../../common/format.ts";
import type { LastCompletion } from "../../language-server/protocol/completion.ts";
import { LANES } from "../../language-server/protocol/lanes.ts";
import type { EngineStats, LaneStats, ModelStatus } from "../../language-server/protocol/status.ts";
import { t } from "../text/l10n.ts";
import { laneName } from "../text/lane-text.ts";
import { gpuLayersText } from "../text/plan-text.ts";
import { lastSuggestion, todayLine } from "../text/usage-text.ts";
import type { DayCounts } from "../usage/usage-counts.ts";

/** What the statistics page is made of. */
export interface Statistics {
  model?: ModelStatus;
  stats: EngineStats;
  last: LastCompletion;
  today: DayCounts;
}

/** The statistics as a Markdown page. */
export function statisticsPage({ model, stats, last, today }: Statistics): string {
  return [
    t("# Ossicle statistics"),
    modelLine(model),
    lastSuggestion(last),
    todayLine(today),
    laneTable(stats),
  ]
    .filter((section) => section !== "")
    .join("\n\n");
}

function modelLine(status: ModelStatus | undefined): string {
  const { model, device, plan } = status ?? {};
  if (!model) return t("No model");
  const where = device && device.gpuLayers > 0 ? gpuLayersText({ ...device, experts: plan?.experts }) : "";
  return [model.name, model.bytes > 0 ? bytes(model.bytes) : "", device?.name ?? "", where]
    .filter(Boolean)
    .join(" · ");
}

function laneTable(stats: EngineStats): string {
  const used = LANES.filter((lane) => stats[lane].requests > 0);
  if (used.length === 0) return t("No requests yet.");
  const rows: [string, (lane: LaneStats) => string][] = [
    [t("Requests"), (lane) => number(lane.requests)],
    [t("Prompt tokens"), (lane) => number(lane.promptTokens)],
    [t("Reused prompt tokens"), (lane) => share(lane.reusedTokens, lane.promptTokens)],
    [t("Tokens evaluated"), (lane) => number(lane.evaluatedTokens)],
    [t("Tokens generated"), (lane) => number(lane.generatedTokens)],
    [t("First token, median (95th percentile)"), (lane) => times(lane.firstTokenMs)],
    [t("Full answer, median (95th percentile)"), (lane) => times(lane.totalMs)],
  ];
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line([t("Since the language server started"), ...used.map((lane) => laneName(lane))]),
    line(["---", ...used.map(() => "---:")]),
    ...rows.map(([title, value]) => line([title, ...used.map((lane) => value(stats[lane]))])),
  ].join("\n");
}

function number(value: number): string {
  return value.toLocaleString();
}

function share(part: number, whole: number): string {
  return whole === 0 ? "–" : percent(part / whole, 1);
}

function times(values: number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (quantile: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))];
  const [median, high] = [at(0.5), at(0.95)];
  return median === undefined || high === undefined ? "–" : `${duration(median)} (${duration(high)})`;
}
