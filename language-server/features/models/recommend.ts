/** What to use here: a model that is there, or else one to download. */
import {
  type CatalogModel,
  FITS,
  type Fit,
  type FoundModel,
  type ModelsOverview,
} from "../../protocol/models.ts";

/** Smaller ones are made for tests: the smallest gpt-oss has 12 GB. */
export const MIN_GPT_OSS_BYTES = 1e9;
const MIN_OTHER_BYTES = 3e8;

/**
 * gpt-oss that is there comes before gpt-oss that could be, and both before other models. Among equals, the one that
 * fits better; then, of those that are there, the larger one where the GPU holds all of it, and the smaller one
 * elsewhere; of those to download, the smaller one: a larger one, five times as long on its way, is for the user to want.
 */
export function recommend(
  found: readonly FoundModel[],
  catalog: readonly CatalogModel[],
): ModelsOverview["recommended"] {
  const usable = found.filter(({ plan, problem }) => problem === undefined && rank(plan?.fit) >= 0);
  const gptOss = best(usable.filter(({ isGptOss, bytes }) => isGptOss && bytes >= MIN_GPT_OSS_BYTES));
  if (gptOss) return { path: gptOss.path };
  const offered = catalog.filter(({ isOffered, plan }) => isOffered && rank(plan?.fit) >= 0);
  const whole = offered
    .filter(({ use }) => use === "all")
    .toSorted((a, b) => rank(a.plan?.fit) - rank(b.plan?.fit) || a.bytes - b.bytes);
  if (whole[0]) return { catalogId: whole[0].id };
  const other = best(usable.filter(({ chats, bytes }) => chats && bytes >= MIN_OTHER_BYTES));
  if (other) return { path: other.path };
  const [completion] = offered.filter(({ licenseIsOpen }) => licenseIsOpen);
  return completion && { catalogId: completion.id };
}

function best(models: readonly FoundModel[]): FoundModel | undefined {
  const [first] = models.toSorted(
    (a, b) =>
      rank(a.plan?.fit) - rank(b.plan?.fit) ||
      (a.plan?.fit === "gpu" ? b.bytes - a.bytes : a.bytes - b.bytes),
  );
  return first;
}

/** From 0, the best; -1 for what does not fit, or is not known to. */
const rank = (fit: Fit = "tooLarge") => (fit === "tooLarge" ? -1 : FITS.indexOf(fit));
