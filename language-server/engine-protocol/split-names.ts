/** The names of a split model's files: "name-00001-of-00003.gguf" and so on. llama.cpp loads it by the first one. */

/** A name may say anything. */
const MAX_PARTS = 1_000;
const PART = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** Which part of how many a file is, by its name; undefined for a model in one file. */
export function splitPart(path: string): { part: number; parts: number } | undefined {
  const [, part = "", parts = ""] = PART.exec(path) ?? [];
  if (parts === "" || Number(parts) > MAX_PARTS) return undefined;
  return { part: Number(part), parts: Number(parts) };
}

/** The paths of all the files of the model that this file belongs to, in order. */
export function modelFiles(path: string): string[] {
  const split = splitPart(path);
  if (!split) return [path];
  const digits = (n: number) => String(n).padStart(5, "0");
  return Array.from({ length: split.parts }, (_, i) =>
    path.replace(PART, `-${digits(i + 1)}-of-${digits(split.parts)}.gguf`),
  );
}
