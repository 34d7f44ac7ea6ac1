/** Languages whose files help each other: code of one can stand as an example for another. */
const FAMILIES: readonly (readonly string[])[] = [
  ["typescript", "typescriptreact", "javascript", "javascriptreact", "vue", "svelte"],
  ["c", "cpp", "cuda-cpp", "objective-c", "objective-cpp"],
  ["css", "scss", "less"],
  ["json", "jsonc"],
];

export function sameFamily(one: string, other: string): boolean {
  return one === other || FAMILIES.some((family) => family.includes(one) && family.includes(other));
}
