/**
 * The file's name without what says nothing to the user: the ending, the number of a part, the kind of
 * quantization. So a model has one name from the first moment on; the one in its header comes late, and often is
 * another model's.
 */
export function shortName(path: string): string {
  const file = path.split(/[\\/]/).at(-1) ?? path;
  return file
    .replace(/\.gguf$/i, "")
    .replace(/-\d{5}-of-\d{5}$/, "")
    .replace(/[-.](mxfp4(_moe)?|i?q\d\w*|bf16|f16|f32)$/i, "");
}
