/** Every task. */
import { LANGUAGES, type Language } from "../code/grammar.ts";
import { type Task, type TaskData, taskOf } from "../task.ts";
import { goTasks } from "./go.ts";
import { javaTasks } from "./java.ts";
import { javascriptTasks } from "./javascript.ts";
import { pythonTasks } from "./python.ts";
import { rustTasks } from "./rust.ts";
import { typescriptTasks } from "./typescript.ts";

const BY_LANGUAGE: Record<Language, readonly TaskData[]> = {
  typescript: typescriptTasks,
  javascript: javascriptTasks,
  python: pythonTasks,
  go: goTasks,
  rust: rustTasks,
  java: javaTasks,
};

export const ALL_TASKS: readonly Task[] = LANGUAGES.flatMap((language) =>
  BY_LANGUAGE[language].map((data) => taskOf(data, language)),
);
