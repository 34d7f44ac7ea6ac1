/** The facts of a model file as a page. */

import { bytes } from "../../../common/format.ts";
import type { Dialect, FoundModel } from "../../../language-server/protocol/models.ts";
import { escapeMarkdown } from "../../text/escape-markdown.ts";
import { sourceName } from "../../text/model-text.ts";
import { adviceLines, fitTitle, planLines, speedEstimate } from "../../text/plan-text.ts";
import type { Translate } from "../../text/translate.ts";

/** How prompts are put to it, and what it can therefore do. */
export function dialectText(dialect: Dialect, chats: boolean, t: Translate): string {
  const how = {
    harmony: t("Prompted in gpt-oss' own format."),
    infill: t("Suggestions by its infill tokens."),
    template: t("Prompted by its own chat template."),
    plain: t(
      "Suggestions from the code before the cursor alone: it has no infill tokens and no chat template.",
    ),
  };
  return chats ? how[dialect] : `${how[dialect]} ${t("It can't chat and edit.")}`;
}

/** A Markdown page. */
export function factsPage(model: FoundModel, t: Translate): string {
  const { name, architecture, quantization, contextSize, isGptOss, dialect, problem, plan } = model;
  const rows: [string, string | undefined][] = [
    [t("File"), model.path],
    [t("Found in"), sourceName(model.source, t)],
    [t("Size"), `${bytes(model.bytes)} (${model.bytes.toLocaleString()} bytes)`],
    [t("Architecture"), architecture],
    [t("gpt-oss"), isGptOss === undefined ? undefined : isGptOss ? t("yes") : t("no")],
    [t("Quantisation"), quantization],
    [t("Context it was trained with"), contextSize && t("{0} tokens", contextSize.toLocaleString())],
    [t("Prompts"), dialect && dialectText(dialect, model.chats ?? true, t)],
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
          `## ${t("In the memory of this machine")}`,
          [
            `- **${fitTitle(plan, t)}**`,
            ...planLines(plan, t).map((line) => `- ${escapeMarkdown(line)}`),
            ...[speedEstimate(plan, model.bytes, t)].filter(Boolean).map((line) => `- ${line}`),
            ...adviceLines(plan, model.bytes, t).map((line) => `- ${escapeMarkdown(line)}`),
          ].join("\n"),
        ]
      : []),
  ]
    .filter(Boolean)
    .join("\n\n");
}
