/** Outside of VS Code, `vscode` is `vscode.ts` beside this file: the little that pure modules of the extension use. */
import { registerHooks } from "node:module";

const { href } = new URL("./vscode.ts", import.meta.url);

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "vscode" ? { url: href, shortCircuit: true } : next(specifier, context),
});
