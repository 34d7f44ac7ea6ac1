/**
 * The settings of Ossicle, as they stand in `package.json`, in `initializationOptions` and in the
 * `workspace/configuration` section `ossicle`. This is the one place where they are read and checked.
 */
import * as v from "valibot";
import { type TranslatableText, translatable } from "../../common/translatable-text.ts";

const count = (min: number, max: number, fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), fallback);

/** False takes the CPU. */
export const gpuChoice = v.union([v.picklist(["auto", "cuda", "vulkan", "metal"]), v.literal(false)]);

const settings = v.object({
  model: v.object({
    /** Path of a GGUF file; "" takes the one that Ossicle finds. */
    path: v.optional(v.string(), ""),
    /** Paths of LoRA adapters (GGUF) applied to the model. */
    lora: v.optional(v.array(v.string()), []),
  }),
  engine: v.object({
    gpu: v.optional(gpuChoice, "auto"),
    /** Numbers of the GPUs that may be used, from 0; none means all. */
    devices: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), []),
    /** CPU threads; 0 takes the free physical cores. */
    threads: count(0, 256, 0),
    /** Minutes without a request after which the memory is released; 0 keeps it. */
    idleUnloadMinutes: count(0, 1440, 30),
    loadAtStart: v.optional(v.boolean(), true),
  }),
  completion: v.object({
    enabled: v.optional(v.boolean(), true),
    /** Most tokens of one suggestion. */
    maxTokens: count(1, 512, 96),
    /** By VS Code language id; "*" is the default for languages not listed. */
    languages: v.optional(v.record(v.string(), v.boolean()), {}),
    /** Suggest inside comments too. */
    inComments: v.optional(v.boolean(), true),
    /** The model for suggestions alone. */
    model: v.optional(
      v.object({
        /** Path of a GGUF file; "" has the model for everything write them. */
        path: v.optional(v.string(), ""),
      }),
      {},
    ),
  }),
  download: v.object({
    /** Where catalog models are kept; "" is Ossicle's own folder. */
    folder: v.optional(v.string(), ""),
    /** Address that takes the place of the model host's, such as a company's mirror. */
    mirror: v.optional(v.string(), ""),
    /** Address of an HTTP proxy. */
    proxy: v.optional(v.string(), ""),
  }),
  chat: v.object({
    /** Tokens of a conversation, at most; 0 takes what fits, up to 32,768. */
    contextSize: count(0, 131_072, 0),
    /** For new conversations. */
    reasoningEffort: v.optional(v.picklist(["low", "medium", "high"]), "medium"),
    /** Days after which a conversation is removed that nobody went on with; 0 keeps all. */
    keepDays: count(0, 3_650, 90),
  }),
  agent: v.object({
    /** Commands run unasked where the system can keep them from doing harm. */
    sandbox: v.optional(v.boolean(), true),
    /** Seconds after which the user is asked whether a command should go on. */
    commandTimeLimit: count(1, 86_400, 120),
  }),
});

/** All settings, valid and complete. */
export type Settings = v.InferOutput<typeof settings>;

export const DEFAULT_SETTINGS: Settings = v.parse(settings, sections(undefined));

/**
 * Checks settings that come from outside.
 *
 * A missing value takes its default. A value that is not allowed takes its default too and is named in
 * `problems`, in a sentence for the user, so that one bad value never switches off the others.
 */
export function parseSettings(raw: unknown): { settings: Settings; problems: TranslatableText[] } {
  const given = sections(raw);
  const defaults: Record<string, Record<string, unknown>> = DEFAULT_SETTINGS;
  const problems = new Map<string, TranslatableText>();
  for (const { path, message } of v.safeParse(settings, given).issues ?? []) {
    const [section, name] = path?.map(({ key }) => String(key)) ?? [];
    if (section === undefined || name === undefined || problems.has(`${section}.${name}`)) continue;
    problems.set(
      `${section}.${name}`,
      translatable(
        "The setting {0} is {1}: {2}. {3} is used instead.",
        `ossicle.${section}.${name}`,
        JSON.stringify(given[section]?.[name]),
        message,
        JSON.stringify(defaults[section]?.[name]),
      ),
    );
  }
  for (const [section, fields] of Object.entries(given))
    for (const name of Object.keys(fields)) if (problems.has(`${section}.${name}`)) delete fields[name];
  return { settings: v.parse(settings, given), problems: [...problems.values()] };
}

/** What is given for each section; without null, which JSON clients send for a setting that is not set. */
function sections(raw: unknown): Record<string, Record<string, unknown>> {
  const entries = Object.keys(settings.entries).map((section) => {
    const given = isRecord(raw) ? raw[section] : undefined;
    const fields = isRecord(given) ? Object.entries(given) : [];
    return [section, Object.fromEntries(fields.filter(([, value]) => value !== null))];
  });
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
