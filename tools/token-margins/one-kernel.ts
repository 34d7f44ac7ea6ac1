/** Makes Node take the binaries from where `OSSICLE_BINDING` says: the package's name, and the address of its copy. */
import { registerHooks } from "node:module";

const [name, url] = (process.env.OSSICLE_BINDING ?? "").split(" ");
registerHooks({
  resolve: (specifier, context, next) =>
    url !== undefined && specifier === name ? { url, shortCircuit: true } : next(specifier, context),
});
