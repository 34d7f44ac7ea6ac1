/** The report of `Ossicle: Diagnose`, in Markdown and in English: it is for the project's issues. */

import { fenced } from "../../common/fence.ts";
import { bytes, duration } from "../../common/format.ts";
import type { Diagnosis, EngineDiagnosis } from "../../language-server/protocol/diagnosis.ts";
import { LANES } from "../../language-server/protocol/lanes.ts";
import type { Download, FitPlan } from "../../language-server/protocol/models.ts";
import type { EngineStats, ModelStatus, OneModelStatus } from "../../language-server/protocol/status.ts";
import type { DayCounts } from "../usage/usage-counts.ts";
import { redact, redactPath } from "./redact.ts";

export interface ReportFacts {
  extension: string;
  editor: string;
  /** Such as "ssh-remote"; "none" where the extension runs beside the editor. */
  remote: string;
  ui: "desktop" | "web";
  server: string;
  /** Those that differ from their defaults. */
  settings: { name: string; value: unknown }[];
  /** Absent while the server can't be asked. */
  diagnosis?: Diagnosis;
  status?: ModelStatus;
  downloads: readonly Download[];
  stats?: EngineStats;
  today: DayCounts;
  /** The end of the extension's own log. */
  log: string[];
  home: string;
  /** Paths of the workspace's folders. */
  folders: readonly string[];
}

/** No code, and no file names but the model's: whatever comes from outside goes through `redact`. */
export function report(facts: ReportFacts): string {
  const { diagnosis, status, stats, home, folders } = facts;
  const clean = (text: string) => redact(text, home, folders);
  return [
    "# Ossicle diagnosis",
    list([
      ["Ossicle", facts.extension],
      ["Editor", `${facts.editor}, ${facts.ui}`],
      ["Remote", facts.remote],
      ["Language server", facts.server],
      ["Node.js of the language server", diagnosis?.node],
    ]),
    ...(diagnosis ? machineSections(diagnosis, clean) : []),
    "## Changed settings",
    facts.settings.length === 0
      ? "None."
      : list(facts.settings.map(({ name, value }) => [name, setting(value, home)])),
    "## Model",
    status ? statusList(status, clean) : "Unknown: the language server isn't running.",
    ...(diagnosis?.engine?.header ? [headerTable(diagnosis.engine.header)] : []),
    ...(status?.completionModel
      ? ["## Model for suggestions", statusList(status.completionModel, clean)]
      : []),
    ...(diagnosis?.engine?.completionHeader ? [headerTable(diagnosis.engine.completionHeader)] : []),
    ...(facts.downloads.length > 0
      ? ["## Downloads", list(facts.downloads.map((download) => downloadLine(download, clean)))]
      : []),
    "## Usage",
    todayText(facts.today),
    ...(stats ? [statsTable(stats)] : []),
    ...(diagnosis ? ["## Crash record", clean(diagnosis.crashes) || "Empty."] : []),
    ...(diagnosis ? ["## Engine log", log(diagnosis.engineLog.map(clean))] : []),
    "## Log",
    log(facts.log.map(clean)),
  ]
    .join("\n\n")
    .concat("\n");
}

function machineSections(
  { machine, engine, engineProblem }: Diagnosis,
  clean: (text: string) => string,
): string[] {
  const { system, cpu, cores, ramTotal, ramFree } = machine;
  return [
    "## Machine",
    list([
      ["System", system],
      ["CPU", `${cpu}, ${cores} logical cores`],
      ["Memory", `${bytes(ramFree)} of ${bytes(ramTotal)} free`],
      ["Devices", engine && (engine.devices.join(", ") || "none")],
      [
        "GPU memory",
        engine && engine.vramTotal > 0
          ? `${bytes(engine.vramFree)} of ${bytes(engine.vramTotal)} free`
          : undefined,
      ],
    ]),
    "## Engine",
    engine ? engineList(engine, clean) : `Unavailable: ${clean(engineProblem ?? "unknown reason")}`,
  ];
}

function engineList(engine: EngineDiagnosis, clean: (text: string) => string): string {
  const { llamaCpp, nodeLlamaCpp, addon, node, backend, note, upSeconds, clients } = engine;
  return list([
    ["llama.cpp", llamaCpp],
    ["node-llama-cpp", nodeLlamaCpp],
    ["Addon", addon && addonText(addon)],
    ["Node", node],
    ["Backend", backend],
    ["Note", note && clean(note)],
    ["Uptime", `${Math.round(upSeconds)} s`],
    ["Connected clients", String(clients)],
  ]);
}

/** Which build of node-llama-cpp's addon runs, and what it can't do. */
function addonText({ expertsOnCpu, abort }: NonNullable<EngineDiagnosis["addon"]>): string {
  const lacks = [
    ...(expertsOnCpu ? [] : ["it can't keep a model's experts on the CPU beside the GPU"]),
    ...(abort ? [] : ["it can't end a prompt's batch under way"]),
  ];
  return lacks.length === 0 ? "Ossicle's build" : `node-llama-cpp's own: ${lacks.join(", and ")}`;
}

function statusList(status: OneModelStatus, clean: (text: string) => string): string {
  const { state, model, device, contexts, plan, reason, advice, fix } = status;
  return list([
    ["State", state],
    ["Name", model && clean(model.name)],
    ["Architecture", model?.architecture],
    ["Size", model && bytes(model.bytes)],
    ["Dialect", model && `${model.dialect}, ${model.chats ? "chats" : "no chat"}`],
    ["LoRA", model?.lora && String(model.lora.length)],
    ["Device", device && `${device.name} (${device.backend})`],
    ["Layers on the GPU", device && `${device.gpuLayers} of ${device.layers}`],
    ["Note", device?.note && clean(device.note)],
    ["Contexts", contexts?.map(({ lane, size, sequences }) => `${lane} ${sequences} × ${size}`).join(", ")],
    ["Plan", plan && planText(plan)],
    ["Reason", reason && clean(reason)],
    ["Advice", advice && clean(advice)],
    ["Fix", fix],
  ]);
}

function planText(plan: FitPlan): string {
  const { fit, gpuLayers, layers, experts, vramNeeded, vramReserve, ramNeeded, ramFree, reduced } = plan;
  return [
    fit,
    `${gpuLayers} of ${layers} layers`,
    ...(experts
      ? [
          `experts of ${experts.onCpu} of ${experts.layers} on the CPU, ${experts.areMapped ? "mapped" : "in memory of their own"}`,
        ]
      : []),
    `GPU memory ${bytes(vramNeeded)}, reserve ${bytes(vramReserve)}`,
    `memory ${bytes(ramNeeded)} of ${bytes(ramFree)} free`,
    ...(reduced ? [`reduced: ${reduced}`] : []),
  ].join("; ");
}

function headerTable(header: NonNullable<EngineDiagnosis["header"]>): string {
  return [
    "| header | |",
    "| --- | --- |",
    ...header.map(({ name, value }) => `| ${name} | ${cell(value)} |`),
  ].join("\n");
}

function downloadLine(
  { id, state, bytes: there, totalBytes, reason }: Download,
  clean: (text: string) => string,
): [string, string] {
  return [id, `${state}, ${there} of ${totalBytes} bytes${reason ? `. ${clean(reason)}` : ""}`];
}

function todayText({ suggestions, accepted, answers, edits, tokens }: DayCounts): string {
  return `Today: ${suggestions} suggestions, ${accepted} accepted; ${answers} answers; ${edits} edits; ${tokens} tokens.`;
}

function statsTable(stats: EngineStats): string {
  const rows = LANES.filter((lane) => stats[lane].requests > 0).map((lane) => {
    const { requests, promptTokens, reusedTokens, evaluatedTokens, generatedTokens, totalMs } = stats[lane];
    const median = totalMs.toSorted((a, b) => a - b)[Math.floor(totalMs.length / 2)];
    const cells = [lane, requests, promptTokens, reusedTokens, evaluatedTokens, generatedTokens];
    return `| ${cells.join(" | ")} | ${median === undefined ? "–" : duration(median)} |`;
  });
  if (rows.length === 0) return "No requests since the language server started.";
  const head = "| lane | requests | prompt tokens | reused | evaluated | generated | median time |";
  return [head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |", ...rows].join("\n");
}

/** Paths in settings are the user's own choice of a model or a folder, which an issue needs. */
function setting(value: unknown, home: string): string {
  return JSON.stringify(value, (_, part) => (typeof part === "string" ? redactPath(part, home) : part));
}

function list(rows: [string, string | undefined][]): string {
  return rows
    .filter(([, value]) => value)
    .map(([name, value]) => `- ${name}: ${value}`)
    .join("\n");
}

function cell(value: string): string {
  return value.replace(/[|\n]/g, " ");
}

function log(lines: string[]): string {
  return lines.length === 0 ? "Empty." : fenced(lines.join("\n"), "text");
}
