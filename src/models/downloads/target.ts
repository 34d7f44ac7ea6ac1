/** The model that a command is about: a line of the view, or the path or catalog id in a link. */
export interface Target {
  path?: string;
  id?: string;
}

export function targetOf(argument: unknown): Target {
  if (typeof argument === "string") return { path: argument, id: argument };
  if (typeof argument !== "object" || argument === null || !("target" in argument)) return {};
  const { target } = argument;
  if (typeof target !== "object" || target === null) return {};
  const { path, id } = target as Record<string, unknown>;
  return {
    ...(typeof path === "string" ? { path } : {}),
    ...(typeof id === "string" ? { id } : {}),
  };
}
