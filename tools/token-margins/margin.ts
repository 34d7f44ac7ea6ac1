/** What was measured of one case on one kernel. */
import * as v from "valibot";

export const marginsSchema = v.array(
  v.object({
    model: v.string(),
    what: v.string(),
    /** The least lead of the best token over the second; 0 where something else was said than is asserted. */
    nats: v.number(),
    /** The token with that lead. */
    at: v.string(),
    said: v.string(),
  }),
);

export type Margin = v.InferOutput<typeof marginsSchema>[number];
