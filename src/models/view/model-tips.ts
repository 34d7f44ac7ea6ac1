/** Everything that is known of a model or a download, as Markdown for a tooltip. */

import { bytes } from "../../../common/format.ts";
import type {
  CatalogueModel,
  Download,
  FitPlan,
  FoundModel,
} from "../../../language-server/protocol/models.ts";
import { detailed } from "../../text/download-text.ts";
import { escapeMarkdown } from "../../text/escape-markdown.ts";
import { sourceName } from "../../text/model-text.ts";
import { adviceLines, fitTitle, planLines, speedEstimate } from "../../text/plan-text.ts";
import type { Translate } from "../../text/translate.ts";
import { dialectText } from "./model-facts.ts";

export function foundTip(model: FoundModel, t: Translate): string {
  const { name, architecture, quantization, contextSize, dialect, problem, source, plan } = model;
  const facts = [
    architecture,
    bytes(model.bytes),
    quantization,
    contextSize && t("context {0}", contextSize.toLocaleString()),
  ];
  return page([
    `**${escapeMarkdown(name)}**`,
    problem ? `$(warning) ${escapeMarkdown(`${problem.reason} ${problem.advice}`)}` : "",
    facts
      .filter(Boolean)
      .map((fact) => escapeMarkdown(String(fact)))
      .join(" · "),
    dialect ? dialectText(dialect, model.chats ?? true, t) : "",
    plan ? planText(plan, model.bytes, t) : "",
    `${sourceName(source, t)}: ${escapeMarkdown(model.path)}`,
  ]);
}

export function catalogueTip(model: CatalogueModel, t: Translate): string {
  const { name, use, licence, licenceIsOpen, page: address, isOffered, plan } = model;
  return page([
    `**${escapeMarkdown(name)}**`,
    isOffered ? "" : `$(info) ${t("It can't be downloaded yet: its checksum is not known.")}`,
    use === "completion"
      ? t("For suggestions only. It can't chat or edit.")
      : t("For suggestions, chat, and edits."),
    t("Size: {0}", bytes(model.bytes)),
    licenceIsOpen
      ? t("License: {0}", escapeMarkdown(licence))
      : `$(warning) ${t("License: {0}. It restricts some uses. Read it first.", escapeMarkdown(licence))}`,
    plan ? planText(plan, model.bytes, t) : "",
    escapeMarkdown(address),
  ]);
}

export function downloadTip(download: Download, t: Translate): string {
  const { name, reason, advice } = download;
  return page([
    `**${escapeMarkdown(name)}**`,
    detailed(download, t),
    [reason, advice]
      .filter(Boolean)
      .map((line) => escapeMarkdown(line ?? ""))
      .join(" "),
  ]);
}

function planText(plan: FitPlan, modelBytes: number, t: Translate): string {
  return [
    `**${fitTitle(plan, t)}**`,
    ...planLines(plan, t),
    speedEstimate(plan, modelBytes, t),
    ...adviceLines(plan, modelBytes, t),
  ]
    .filter(Boolean)
    .join("  \n");
}

function page(paragraphs: string[]): string {
  return paragraphs.filter(Boolean).join("\n\n");
}
