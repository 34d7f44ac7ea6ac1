/** What it takes to answer a user who writes: how often without the model, and whether all that is shown belongs there. */
import { startPlayed } from "../../test/server/support/played-server.ts";
import type { Figure } from "../figure.ts";
import { Editor } from "./editor.ts";
import { Oracle } from "./oracle.ts";
import { sources } from "./sources.ts";
import { UnfinishedFile } from "./unfinished-file.ts";
import { User } from "./user.ts";

const SEEDS = [1, 2, 3];

/** @param requests of the editor, in each of the traces */
export async function traceFigures(requests: number): Promise<Figure[]> {
  const wholes = await sources();
  let [asked, answered, withoutModel, stale] = [0, 0, 0, 0];
  let [forSuggestions, ahead] = [0, 0];
  for (const seed of SEEDS) {
    await using played = await startPlayed();
    const { engine, server, workplace } = played;
    const oracle = new Oracle(wholes);
    engine.says = () => {
      const request = engine.requests.at(-1);
      return request ? oracle.answer(request) : { says: [] };
    };
    const modelRequests = () => engine.requests.filter(({ lane }) => lane === "completion").length;
    const editor = new Editor(server, modelRequests);
    const files = wholes.map(
      (whole, index) => new UnfinishedFile(workplace.uri(`file-${index}.ts`), whole, 10 + seed),
    );
    for (const { uri, text } of files) await editor.open(uri, text);
    editor.onShown = ({ before, inserted }) => {
      if (!oracle.hasSaid(before, inserted)) stale++;
    };
    await new User(editor, files, seed).write(requests);
    asked += editor.asked.length;
    const waited = editor.asked.filter(
      (one) => !one.wasCancelled && (one.hasSuggestion || one.modelRequests > 0),
    );
    answered += waited.length;
    withoutModel += waited.filter((one) => one.modelRequests === 0).length;
    forSuggestions += modelRequests();
    ahead += engine.requests.filter(({ lane, maxTokens }) => lane === "warm" && maxTokens > 0).length;
  }
  return [
    { name: "writing: requests of the editor", value: asked, unit: "" },
    { name: "writing: of them answered before the next key", value: answered, unit: "" },
    {
      name: "writing: answered without a request to the model",
      value: (100 * withoutModel) / answered,
      unit: "%",
      target: { atLeast: 40 },
    },
    { name: "writing: stale suggestions shown", value: stale, unit: "", target: { atMost: 0 } },
    {
      name: "writing: requests to the model, of the editor's",
      value: (100 * forSuggestions) / asked,
      unit: "%",
    },
    {
      name: "writing: suggestions computed ahead, of the editor's requests",
      value: (100 * ahead) / asked,
      unit: "%",
    },
  ];
}
