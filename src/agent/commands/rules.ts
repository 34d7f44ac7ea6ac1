/**
 * Rules by which a command runs without a question, in the workspace where the user made them. A rule is the first words
 * of a simple command. Pure.
 */
export interface Rule {
  words: string[];
  /** Whether more words may follow. */
  isOpen: boolean;
}

/** Programs that run what the project says: who lets them run trusts the project. By how many words say which part. */
const RUNNERS: Record<string, Record<string, number>> = {
  npm: { test: 2, t: 2, run: 3, "run-script": 3 },
  pnpm: { test: 2, run: 3 },
  yarn: { test: 2, run: 3 },
  bun: { test: 2, run: 3 },
  deno: { test: 2, task: 3, check: 2, lint: 2, fmt: 2 },
  cargo: { test: 2, build: 2, check: 2, clippy: 2, fmt: 2, bench: 2 },
  go: { test: 2, build: 2, vet: 2, fmt: 2 },
  dotnet: { test: 2, build: 2, format: 2 },
  mvn: { test: 2, compile: 2, verify: 2, package: 2 },
  gradle: { test: 2, build: 2, check: 2 },
  "./gradlew": { test: 2, build: 2, check: 2 },
  "./mvnw": { test: 2, compile: 2, verify: 2, package: 2 },
  npx: { tsc: 2, mocha: 2, jest: 2, vitest: 2, eslint: 2, prettier: 2, biome: 2 },
  uv: { run: 3 },
  poetry: { run: 3 },
  python: { "-m": 3 },
  python3: { "-m": 3 },
  bundle: { exec: 3 },
  mix: { test: 2, compile: 2, format: 2 },
  swift: { test: 2, build: 2 },
  composer: { test: 2 },
  rake: { test: 2, spec: 2 },
};
/** The same without parts. */
const WHOLE_RUNNERS = new Set(
  "pytest tox nox mocha jest vitest tsc eslint prettier biome ruff mypy pyright rspec phpunit ctest golangci-lint".split(
    " ",
  ),
);
/** Modules that `python -m` runs a project's code or checks with; `uv run`, `poetry run` and `bundle exec` likewise. */
const PROJECT_TOOLS = new Set(
  "pytest unittest mypy ruff pyright black isort flake8 pylint coverage doctest compileall rspec rubocop rake".split(
    " ",
  ),
);
const NEEDS_PROJECT_TOOL = new Set(["python", "python3", "uv", "poetry", "bundle"]);
/** Programs that run their arguments, or as somebody else: asked about each time, whatever their arguments. */
const NEVER = new Set(
  (
    "sudo doas su pkexec runas xargs parallel env nohup setsid timeout nice ionice stdbuf watch script expect ssh scp " +
    "rsync ftp sftp nc ncat socat telnet curl wget chroot unshare nsenter bwrap docker podman kubectl systemctl " +
    "crontab at dd mkfs mount umount shutdown reboot kill killall pkill chown"
  ).split(" "),
);
/** What interprets the words that follow, with the options that make it do so. */
const INTERPRETERS =
  /^(?:bash|sh|zsh|dash|fish|ksh|csh|tcsh|pwsh|powershell|cmd|python[\d.]*|pypy\d?|node|nodejs|deno|bun|ruby|perl|php|lua|luajit|Rscript|R|osascript|awk|gawk|mawk|sed|tclsh|julia|groovy|jshell|ghci|iex|elixir|erl|scala)$/;
const CODE_OPTION = /^-{1,2}[a-z]*[ceEpr]$|^--?(?:eval|print|exec|command|require|import|execute)(?:=|$)/;
/** Of `find`: what it runs, deletes or writes. */
const FIND_ACTION = /^-(?:exec|execdir|ok|okdir|delete|fprint|fprint0|fprintf|fls)$/;
/** Words that may follow an open rule: nothing that leads out of the workspace. */
const LEADS_OUT = /(?:^|[=:,])(?:[/\\~]|[A-Za-z]:[\\/])|(?:^|[/\\=:])\.\.(?:$|[/\\])|:\/\//;

/**
 * Whether a command may run by the rules: every simple command of it by one. `cd` into a folder of the workspace is
 * allowed beside others.
 *
 * @param commands nothing where the command couldn't be read: no rule covers it
 */
export function isCovered(commands: readonly string[][] | undefined, rules: readonly Rule[]): boolean {
  const own = commands?.filter((words) => !isStepIn(words)) ?? [];
  return (
    own.length > 0 && own.every((words) => mayBeRuled(words) && rules.some((each) => covers(each, words)))
  );
}

/** The rules that would let a command run from now on; nothing where none may. */
export function rulesFor(commands: readonly string[][] | undefined): Rule[] | undefined {
  const own = commands?.filter((words) => !isStepIn(words)) ?? [];
  return own.length > 0 && own.every(mayBeRuled) ? own.map(ruleFor) : undefined;
}

/** As the user reads it: `npm test …`, or the whole command. */
export function ruleText({ words, isOpen }: Rule): string {
  return isOpen ? `${words.join(" ")} …` : words.join(" ");
}

export function isSameRule(one: Rule, other: Rule): boolean {
  return one.isOpen === other.isOpen && JSON.stringify(one.words) === JSON.stringify(other.words);
}

function ruleFor(words: string[]): Rule {
  const count = openWords(words);
  const hasOnlyPlain = count !== undefined && words.slice(count).every((word) => !LEADS_OUT.test(word));
  return hasOnlyPlain ? { words: words.slice(0, count), isOpen: true } : { words, isOpen: false };
}

function covers({ words, isOpen }: Rule, command: readonly string[]): boolean {
  if (!words.every((word, at) => command[at] === word)) return false;
  const more = command.slice(words.length);
  return more.length === 0 || (isOpen && more.every((word) => !LEADS_OUT.test(word)));
}

/** How many words say what a runner runs; nothing for other programs, whose rules are for the whole command. */
function openWords(words: readonly string[]): number | undefined {
  const [program = "", part = "", target = ""] = words;
  if (WHOLE_RUNNERS.has(program)) return 1;
  const parts = Object.hasOwn(RUNNERS, program) ? RUNNERS[program] : undefined;
  const count = parts && Object.hasOwn(parts, part) ? parts[part] : undefined;
  if (count === 3 && (target === "" || target.startsWith("-"))) return undefined;
  if (NEEDS_PROJECT_TOOL.has(program) && !PROJECT_TOOLS.has(target)) return undefined;
  return count;
}

function mayBeRuled(words: readonly string[]): boolean {
  const [first = "", ...rest] = words;
  const program = first.slice(first.lastIndexOf("/") + 1);
  if (NEVER.has(program)) return false;
  // What follows would run elsewhere.
  if (/^(?:cd|pushd|popd)$/.test(program)) return false;
  if (program === "find" && rest.some((word) => FIND_ACTION.test(word))) return false;
  // `python -m pytest` runs the project, as its other runners do.
  if (INTERPRETERS.test(program) && rest.some((word) => CODE_OPTION.test(word))) return false;
  return true;
}

function isStepIn([program, folder, ...more]: readonly string[]): boolean {
  return (
    program === "cd" &&
    more.length === 0 &&
    folder !== undefined &&
    !/^-|^$/.test(folder) &&
    !LEADS_OUT.test(folder)
  );
}
