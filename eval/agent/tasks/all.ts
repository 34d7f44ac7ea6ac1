/** Every task. */
import { TASK_LANGUAGES, type Task, type TaskData, type TaskLanguage, taskOf } from "../task.ts";
import { goTasks } from "./go.ts";
import { javascriptTasks } from "./javascript.ts";
import { pythonTasks } from "./python.ts";
import { typescriptTasks } from "./typescript.ts";

const BY_LANGUAGE: Record<TaskLanguage, readonly TaskData[]> = {
  typescript: typescriptTasks,
  javascript: javascriptTasks,
  python: pythonTasks,
  go: goTasks,
};

export const ALL_TASKS: readonly Task[] = TASK_LANGUAGES.flatMap((language) =>
  BY_LANGUAGE[language].map((data) => taskOf(data, language)),
);
