import { fenced } from "../../../common/fence.ts";
import { relativePath } from "./test-paths.ts";

export interface TestRequest {
  code: string;
  languageId: string;
  /** Where the code is; `undefined` for a file without a name. */
  path: string | undefined;
  framework: string;
  /** The path of the test file; `undefined` when it isn't known. */
  testPath: string | undefined;
  /** Whether the test file exists and is attached. */
  exists: boolean;
  /** A test that is attached for its style. */
  example: string | undefined;
}

/** The question for the model. */
export function testQuestion(request: TestRequest): string {
  const { code, languageId, path, framework, example } = request;
  const from = path === undefined ? "" : ` from \`${path}\``;
  return [
    `Write tests for this code${from}:`,
    fenced(code, languageId),
    [`Use ${framework}.`, placeText(request)].filter((text) => text !== "").join(" "),
    "Cover the ordinary case, the edges and bad input, each in a test of its own whose name says what is expected. Each test must be able to fail. Test what the code does, not how.",
    ...(example === undefined ? [] : [`Follow the style of the attached \`${example}\`.`]),
    "Answer with one code block and nothing else.",
  ].join("\n\n");
}

function placeText({ path, testPath, exists }: TestRequest): string {
  if (testPath === undefined || path === undefined) return "";
  const addition =
    "Answer with what is to be added alone: the new tests and the imports that they need. Where tests stand in a class or module, begin with its own first line, and put the new tests alone into it.";
  if (testPath === path) return `The tests go into the same file, which is attached. ${addition}`;
  const way = `From there the code is \`${relativePath(testPath, path)}\`.`;
  return exists
    ? `The tests go into \`${testPath}\`, which is there already and attached. ${way} ${addition}`
    : `They go into the new file \`${testPath}\`. ${way}`;
}
