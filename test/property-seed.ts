/**
 * Property tests try the same examples in every run: what they find later must not stop somebody else's change.
 * `OSSICLE_TEST_SEED` looks elsewhere; "random" at another place each time.
 */
import { configureGlobal } from "fast-check";

const { OSSICLE_TEST_SEED: wanted = "1" } = process.env;
if (wanted !== "random") configureGlobal({ seed: Number(wanted) });
