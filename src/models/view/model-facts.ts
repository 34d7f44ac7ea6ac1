/** The facts of a model file as a page. */

import { bytes } from "../../../common/format.ts";
import type { Dialect, FoundModel } from "../../../language-server/protocol/models.ts";
import { escapeMarkdown } from "../../text/escape-markdown.ts";
import { t } from "../../text/l10n.ts";
import { sourceName } from "../../text/model-text.ts";
import { adviceLines, fitTitle, planLines, speedEstimate } from "../../text/plan-text.ts";

/** How the model is prompted, and what it can do. */
export function dialectText(dialect: Dialect, chats: boolean): string {
  const infill = t("Suggestions use its fill-in-the-middle tokens.");
  const how = {
    harmony: t("Uses the gpt-oss prompt format."),
    infill,
    infillSuffixFirst: infill,
    template: t("Uses its own chat template."),
    plain: t(
      "Suggestions use only the code before the cursor: the model has no fill-in-the-middle tokens and no chat template.",
    ),
  };
  return chats ? how[dialect] : `${how[dialect]} ${t("It can't chat or edit.")}`;
}

/** A Markdown page. */
export function factsPage(model: FoundModel): string {
  const { name, architecture, quantization, contextSize, isGptOss, dialect, problem, plan } = model;
  const rows: [string, string | undefined][] = [
    [t("File"), model.path],
    [t("Found in"), sourceName(model.source)],
    [t("Size"), `${bytes(model.bytes)} (${model.bytes.toLocaleString()} bytes)`],
    [t("Architecture"), architecture],
    [t("gpt-oss"), isGptOss === undefined ? undefined : isGptOss ? t("yes") : t("no")],
    [t("Quantization"), quantization],
    [t("Training context"), contextSize && t("{0} tokens", contextSize.toLocaleString())],
    [t("Prompt format"), dialect && dialectText(dialect, model.chats ?? true)],
  ].map(([title, value]) => [title as string, value ? String(value) : undefined]);
  const table = rows.flatMap(([title, value]) =>
    value === undefined ? [] : [`| ${title} | ${escapeMarkdown(value)} |`],
  );
  return [
    `# ${escapeMarkdown(name)}`,
    problem ? `**${escapeMarkdown(problem.reason)}** ${escapeMarkdown(problem.advice)}` : "",
    ["| | |", "| --- | --- |", ...table].join("\n"),
    ...(plan
      ? [
          `## ${t("Memory on this machine")}`,
          [
            `- **${fitTitle(plan)}**`,
            ...planLines(plan).map((line) => `- ${escapeMarkdown(line)}`),
            ...[speedEstimate(plan, model.bytes)].filter(Boolean).map((line) => `- ${line}`),
            ...adviceLines(plan, model.bytes).map((line) => `- ${escapeMarkdown(line)}`),
          ].join("\n"),
        ]
      : []),
  ]
    .filter(Boolean)
    .join("\n\n");
}
