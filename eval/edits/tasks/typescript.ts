import type { TaskData } from "../task.ts";

export const typescriptTasks: readonly TaskData[] = [
  {
    name: "fix-possibly-undefined",
    kind: "fix",
    path: "src/users/initials.ts",
    text: `
export interface User {
  id: number;
  name?: string;
}

«export function initials(user: User): string {
  const parts = user.name.split(" ");
  return parts.map((part) => part.slice(0, 1).toUpperCase()).join("");
}»
`,
    problems: [
      { at: "user.name", code: 18048, source: "ts", message: "'user.name' is possibly 'undefined'." },
    ],
    // That the compiler is content is the only thing that all right answers share.
    checks: [],
    keeps: [
      { has: "export function initials(user: User): string" },
      { lacks: "user.name!" },
      { has: ".toUpperCase()" },
    ],
    answer: `
export function initials(user: User): string {
  const parts = (user.name ?? "").split(" ");
  return parts.map((part) => part.slice(0, 1).toUpperCase()).join("");
}
`,
  },
  {
    name: "fix-missing-return",
    kind: "fix",
    path: "src/orders/shipping.ts",
    text: `
type Country = "AT" | "DE" | "CH";

type Weight = "light" | "heavy";

«export function shippingCents(country: Country, weight: Weight): number {
  if (weight === "heavy") {
    return country === "CH" ? 2_400 : 1_200;
  }
  if (country === "CH") {
    return 1_500;
  }
}»
`,
    instruction: "Everything else costs 500 cents.",
    problems: [
      {
        at: "number",
        code: 2366,
        source: "ts",
        message: "Function lacks ending return statement and return type does not include 'undefined'.",
      },
    ],
    checks: [{ has: /\b500\b/, inside: "shippingCents" }],
    keeps: [
      { has: "export function shippingCents(country: Country, weight: Weight): number" },
      { has: "2_400 : 1_200" },
    ],
    answer: `
export function shippingCents(country: Country, weight: Weight): number {
  if (weight === "heavy") {
    return country === "CH" ? 2_400 : 1_200;
  }
  if (country === "CH") {
    return 1_500;
  }
  return 500;
}
`,
  },
  {
    name: "fix-wrong-argument",
    kind: "fix",
    path: "src/cache/ttl-cache.ts",
    text: `
interface Entry<T> {
  value: T;
  expires: number;
}

export class TtlCache<T> {
  readonly #entries = new Map<string, Entry<T>>();

  constructor(private readonly ttlMs: number) {}

  set(key: string, value: T): void {
«    this.#entries.set(value, { value, expires: Date.now() + this.ttlMs });»
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expires > Date.now() ? entry.value : undefined;
  }
}
`,
    problems: [
      {
        at: "value",
        code: 2345,
        source: "ts",
        message: "Argument of type 'T' is not assignable to parameter of type 'string'.",
      },
    ],
    checks: [{ has: "this.#entries.set(key, {" }],
    keeps: [{ has: "expires: Date.now() + this.ttlMs" }],
    answer: `
    this.#entries.set(key, { value, expires: Date.now() + this.ttlMs });
`,
  },
  {
    name: "fix-missing-await",
    kind: "fix",
    path: "src/api/load-profile.ts",
    lineEnd: "\r\n",
    text: `
export interface Profile {
  id: string;
  email: string;
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(\`\${url}: \${response.status}\`);
  return (await response.json()) as T;
}

«export async function loadEmail(id: string): Promise<string> {
  const profile = getJson<Profile>(\`/profiles/\${id}\`);
  return profile.email.toLowerCase();
}»
`,
    problems: [
      {
        at: "email",
        code: 2339,
        source: "ts",
        message: "Property 'email' does not exist on type 'Promise<Profile>'.",
      },
    ],
    checks: [{ has: /await/, inside: "loadEmail" }],
    keeps: [
      { has: "export async function loadEmail(id: string): Promise<string>" },
      { has: "toLowerCase()" },
    ],
    answer: `
export async function loadEmail(id: string): Promise<string> {
  const profile = await getJson<Profile>(\`/profiles/\${id}\`);
  return profile.email.toLowerCase();
}
`,
  },
  {
    name: "rename-variable",
    kind: "rename",
    path: "src/stats/histogram.ts",
    instruction: "Rename d to counts and x to value.",
    text: `
/** How often each value occurs. */
«export function histogram(values: readonly string[]): Map<string, number> {
  const d = new Map<string, number>();
  for (const x of values) {
    d.set(x, (d.get(x) ?? 0) + 1);
  }
  return d;
}»
`,
    checks: [
      { has: "counts.set(value, (counts.get(value) ?? 0) + 1)" },
      { has: "return counts" },
      { lacks: /\b[dx]\b/ },
    ],
    keeps: [{ has: "export function histogram(values: readonly string[]): Map<string, number>" }],
    answer: `
export function histogram(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
`,
  },
  {
    name: "extract-function",
    kind: "extract",
    path: "src/orders/invoice.ts",
    instruction: "Extract what a line costs into a function lineCents that takes the line.",
    text: `
export interface Line {
  pieces: number;
  cents: number;
  discount: number;
}

«export function invoiceCents(lines: readonly Line[], taxRate: number): number {
  let sum = 0;
  for (const line of lines) {
    const full = line.pieces * line.cents;
    const reduced = full - Math.round(full * line.discount);
    sum += reduced;
  }
  return sum + Math.round(sum * taxRate);
}»
`,
    checks: [
      { defines: "lineCents" },
      { has: /lineCents\b/, inside: "invoiceCents" },
      { lacks: ".discount", inside: "invoiceCents" },
    ],
    keeps: [
      { has: "export function invoiceCents(lines: readonly Line[], taxRate: number): number" },
      { has: "taxRate)", inside: "invoiceCents" },
    ],
    answer: `
export function invoiceCents(lines: readonly Line[], taxRate: number): number {
  let sum = 0;
  for (const line of lines) {
    sum += lineCents(line);
  }
  return sum + Math.round(sum * taxRate);
}

function lineCents(line: Line): number {
  const full = line.pieces * line.cents;
  return full - Math.round(full * line.discount);
}
`,
  },
  {
    name: "document-function",
    kind: "document",
    path: "src/text/truncate.ts",
    text: `
const ELLIPSIS = "…";

«export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - ELLIPSIS.length);
  const space = cut.lastIndexOf(" ");
  return (space > 0 ? cut.slice(0, space) : cut) + ELLIPSIS;
}»
`,
    checks: [{ documented: "truncate", mentions: ["@param", "text", "maxLength"] }],
    keeps: [{ sameCode: true }],
    answer: `
/**
 * Shortens a text at the end of a word, and shows with an ellipsis that it did.
 *
 * @param text - what may be too long
 * @param maxLength - the most UTF-16 units of the result
 * @returns the text itself where it is short enough
 */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, maxLength - ELLIPSIS.length);
  const space = cut.lastIndexOf(" ");
  return (space > 0 ? cut.slice(0, space) : cut) + ELLIPSIS;
}
`,
  },
  {
    name: "early-return",
    kind: "early return",
    path: "src/auth/permissions.ts",
    instruction: "Use early returns instead of nested conditions. The behaviour stays the same.",
    text: `
interface Account {
  active: boolean;
  role: "admin" | "editor" | "reader";
  teams: readonly string[];
}

«export function mayEdit(account: Account | undefined, team: string): boolean {
  let allowed = false;
  if (account) {
    if (account.active) {
      if (account.role === "admin") {
        allowed = true;
      } else {
        if (account.role === "editor") {
          allowed = account.teams.includes(team);
        }
      }
    }
  }
  return allowed;
}»
`,
    checks: [
      { depthAtMost: 1, inside: "mayEdit" },
      { has: /return false/, inside: "mayEdit" },
      { lacks: /let allowed/ },
    ],
    keeps: [
      { has: "export function mayEdit(account: Account | undefined, team: string): boolean" },
      { has: "account.teams.includes(team)", inside: "mayEdit" },
      { has: /["']admin["']/, inside: "mayEdit" },
    ],
    answer: `
export function mayEdit(account: Account | undefined, team: string): boolean {
  if (!account?.active) return false;
  if (account.role === "admin") return true;
  if (account.role !== "editor") return false;
  return account.teams.includes(team);
}
`,
  },
  {
    name: "async-chain",
    kind: "async",
    path: "src/api/weather.ts",
    instruction: "Use async and await instead of then.",
    text: `
export interface Weather {
  celsius: number;
}

export class WeatherClient {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

«  current(city: string): Promise<Weather> {
    return fetch(\`\${this.#base}/current?city=\${encodeURIComponent(city)}\`)
      .then((response) => {
        if (!response.ok) throw new Error(\`No weather for \${city}.\`);
        return response.json();
      })
      .then((data) => ({ celsius: data.temperature }));
  }»
}
`,
    checks: [
      { has: "async current(city: string): Promise<Weather>" },
      { has: /await fetch\(/, inside: "current" },
      { has: /await \w+\.json\(\)/, inside: "current" },
      { lacks: ".then(" },
    ],
    keeps: [{ has: /!\w+\.ok\b/ }, { has: "encodeURIComponent(city)" }],
    answer: `
  async current(city: string): Promise<Weather> {
    const response = await fetch(\`\${this.#base}/current?city=\${encodeURIComponent(city)}\`);
    if (!response.ok) throw new Error(\`No weather for \${city}.\`);
    const data = await response.json();
    return { celsius: data.temperature };
  }
`,
  },
  {
    name: "types-instead-of-any",
    kind: "types",
    path: "src/config/merge.ts",
    instruction: "Replace any by precise types. Both parameters are options, and so is the result.",
    text: `
export interface Options {
  retries: number;
  timeoutMs: number;
  headers: Record<string, string>;
}

«export function mergeOptions(base: any, overrides: any): any {
  return {
    ...base,
    ...overrides,
    headers: { ...base.headers, ...overrides.headers },
  };
}»
`,
    checks: [
      { lacks: /\bany\b/ },
      { has: /base: (?:Readonly<)?Options\b/ },
      { has: /overrides: (?:Readonly<)?(?:Partial<)?(?:Readonly<)?Options\b/ },
      { has: /\): (?:Readonly<)?Options\b/ },
    ],
    keeps: [{ has: "...base.headers" }, { has: "...overrides," }],
    answer: `
export function mergeOptions(base: Options, overrides: Partial<Options>): Options {
  return {
    ...base,
    ...overrides,
    headers: { ...base.headers, ...overrides.headers },
  };
}
`,
  },
  {
    name: "simplify-boolean",
    kind: "simplify",
    path: "src/forms/validate.ts",
    text: `
const MAX_LENGTH = 80;

«export function isValidTitle(title: string): boolean {
  const trimmed = title.trim();
  let result: boolean;
  if (trimmed.length > 0 && trimmed.length <= MAX_LENGTH) {
    result = true;
  } else {
    result = false;
  }
  if (result === true) {
    return true;
  } else {
    return false;
  }
}»
`,
    checks: [{ lacks: /\bif\b/ }, { lacks: /result/ }, { has: /return [^;]*MAX_LENGTH/ }],
    keeps: [{ has: "export function isValidTitle(title: string): boolean" }, { has: "title.trim()" }],
    answer: `
export function isValidTitle(title: string): boolean {
  const { length } = title.trim();
  return length > 0 && length <= MAX_LENGTH;
}
`,
  },
];
