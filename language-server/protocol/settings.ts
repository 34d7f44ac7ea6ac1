/**
 * The settings of Ossicle, as they stand in `package.json`, in `initializationOptions` and in the
 * `workspace/configuration` section `ossicle`. This is the one place where they are read and checked.
 */
import * as v from "valibot";
import { type TranslatableText, translatable } from "../../common/translatable-text.ts";

const count = (min: number, max: number, fallback: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)), fallback);

const schema = {
  model: {
    /** Path of a GGUF file; "" takes the one that Ossicle finds. */
    path: v.optional(v.string(), ""),
    /** Paths of LoRA adapters (GGUF) applied to the model. */
    lora: v.optional(v.array(v.string()), []),
  },
  engine: {
    gpu: v.optional(v.union([v.picklist(["auto", "cuda", "vulkan", "metal"]), v.literal(false)]), "auto"),
    /** Numbers of the GPUs that may be used, from 0; none means all. */
    devices: v.optional(v.array(v.pipe(v.number(), v.integer(), v.minValue(0))), []),
    /** CPU threads; 0 takes the free physical cores. */
    threads: count(0, 256, 0),
    /** Minutes without a request after which the memory is released; 0 keeps it. */
    idleUnloadMinutes: count(0, 1440, 30),
    loadAtStart: v.optional(v.boolean(), true),
  },
  completion: {
    enabled: v.optional(v.boolean(), true),
    /** Most tokens of one suggestion. */
    maxTokens: count(1, 512, 96),
    /** By VS Code language id; "*" is the default for languages not listed. */
    languages: v.optional(v.record(v.string(), v.boolean()), {}),
    /** Suggest inside comments too. */
    inComments: v.optional(v.boolean(), true),
  },
  download: {
    /** Where catalogue models are kept; "" is Ossicle's own folder. */
    folder: v.optional(v.string(), ""),
    /** Address that takes the place of the model host's, such as a company's mirror. */
    mirror: v.optional(v.string(), ""),
    /** Address of an HTTP proxy. */
    proxy: v.optional(v.string(), ""),
  },
  chat: {
    /** Tokens of a conversation, at most; 0 takes what fits, up to 32,768. */
    contextSize: count(0, 131_072, 0),
    /** For new conversations. */
    reasoningEffort: v.optional(v.picklist(["low", "medium", "high"]), "medium"),
    /** Days after which a conversation is removed that nobody went on with; 0 keeps all. */
    keepDays: count(0, 3_650, 90),
  },
};

type Leaf<T> = T extends v.GenericSchema<unknown, infer Output> ? Output : never;
type Section<T> = { -readonly [Key in keyof T]: Leaf<T[Key]> };

/** All settings, valid and complete. */
export type Settings = { [Key in keyof typeof schema]: Section<(typeof schema)[Key]> };

/**
 * Checks settings that come from outside.
 *
 * A missing value takes its default. A value that is not allowed takes its default too and is named in
 * `problems`, in a sentence for the user, so that one bad value never switches off the others.
 */
export function parseSettings(raw: unknown): { settings: Settings; problems: TranslatableText[] } {
  const problems: TranslatableText[] = [];
  const result: Record<string, Record<string, unknown>> = {};
  for (const [sectionName, fields] of Object.entries(schema)) {
    const given = isRecord(raw) ? raw[sectionName] : undefined;
    const section: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const value = isRecord(given) ? given[name] : undefined;
      // JSON clients send null for a setting that is not set.
      const parsed = v.safeParse(field, value ?? undefined);
      if (parsed.success) {
        section[name] = parsed.output;
      } else {
        section[name] = v.parse(field, undefined);
        problems.push(
          translatable(
            "The setting {0} is {1}: {2}. {3} is used instead.",
            `ossicle.${sectionName}.${name}`,
            JSON.stringify(value),
            parsed.issues[0].message,
            JSON.stringify(section[name]),
          ),
        );
      }
    }
    result[sectionName] = section;
  }
  return { settings: result as unknown as Settings, problems };
}

export const DEFAULT_SETTINGS: Settings = parseSettings({}).settings;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
