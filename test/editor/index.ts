/** The suite's entry in the extension host. */
import "../property-seed.ts";
import { runInMocha } from "../workbench/host-mocha.ts";

export const run = () =>
  runInMocha(async () => {
    await import("./activation.test.ts");
    await import("./suggestions.test.ts");
    await import("./slow-suggestions.test.ts");
    await import("./places/pieces.test.ts");
    await import("./places/inputs.test.ts");
    await import("./places/selection.test.ts");
    await import("./places/notebooks.test.ts");
    await import("./places/growing-suggestions.test.ts");
    await import("./chat.test.ts");
    await import("./edits.test.ts");
    await import("./edits-random.test.ts");
    await import("./reviews.test.ts");
    await import("./agent.test.ts");
    await import("./vscode-chat/participant.test.ts");
    await import("./vscode-chat/language-model.test.ts");
    await import("./models.test.ts");
    await import("./agent-commands.test.ts");
    await import("./recovery.test.ts");
  });
