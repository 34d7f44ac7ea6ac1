/** Everything that is known of a model or a download, as Markdown for a tooltip. */

import { bytes } from "../../../common/format.ts";
import type {
  CatalogModel,
  Download,
  FitPlan,
  FoundModel,
} from "../../../language-server/protocol/models.ts";
import { detailed } from "../../text/download-text.ts";
import { escapeMarkdown } from "../../text/escape-markdown.ts";
import { t } from "../../text/l10n.ts";
import { sourceName } from "../../text/model-text.ts";
import { adviceLines, fitTitle, planLines, speedEstimate } from "../../text/plan-text.ts";
import { dialectText } from "./model-facts.ts";

export function foundTip(model: FoundModel): string {
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
    dialect ? dialectText(dialect, model.chats ?? true) : "",
    plan ? planText(plan, model.bytes) : "",
    `${sourceName(source)}: ${escapeMarkdown(model.path)}`,
  ]);
}

export function catalogTip(model: CatalogModel): string {
  const { name, use, license, licenseIsOpen, page: address, isOffered, plan } = model;
  return page([
    `**${escapeMarkdown(name)}**`,
    isOffered ? "" : `$(info) ${t("It can't be downloaded yet: its checksum is not known.")}`,
    use === "completion"
      ? t("For suggestions only. It can't chat or edit.")
      : t("For suggestions, chat, and edits."),
    t("Size: {0}", bytes(model.bytes)),
    licenseIsOpen
      ? t("License: {0}", escapeMarkdown(license))
      : `$(warning) ${t("License: {0}. It restricts some uses. Read it first.", escapeMarkdown(license))}`,
    plan ? planText(plan, model.bytes) : "",
    escapeMarkdown(address),
  ]);
}

export function downloadTip(download: Download): string {
  const { name, state, reason, advice } = download;
  return page([
    `**${escapeMarkdown(name)}**`,
    escapeMarkdown(detailed(download)),
    state === "failed" ? escapeMarkdown([reason, advice].filter(Boolean).join(" ")) : "",
  ]);
}

function planText(plan: FitPlan, modelBytes: number): string {
  return [
    `**${fitTitle(plan)}**`,
    ...planLines(plan),
    speedEstimate(plan, modelBytes),
    ...adviceLines(plan, modelBytes),
  ]
    .filter(Boolean)
    .join("  \n");
}

function page(paragraphs: string[]): string {
  return paragraphs.filter(Boolean).join("\n\n");
}
