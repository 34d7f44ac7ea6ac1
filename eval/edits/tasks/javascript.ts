import type { TaskData } from "../task.ts";

export const javascriptTasks: readonly TaskData[] = [
  {
    name: "fix-unknown-name",
    kind: "fix",
    path: "lib/slug.js",
    text: `
const SEPARATOR = "-";

«export function slug(title) {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, SEPERATOR)
    .replace(/^-|-$/g, "");
}»
`,
    problems: [
      { at: "SEPERATOR", code: "no-undef", source: "eslint", message: "'SEPERATOR' is not defined." },
    ],
    checks: [{ lacks: "SEPERATOR" }, { has: "/[^a-z0-9]+/g, SEPARATOR" }],
    keeps: [{ has: "export function slug(title)" }, { has: ".toLowerCase()" }],
    answer: `
export function slug(title) {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, SEPARATOR)
    .replace(/^-|-$/g, "");
}
`,
  },
  {
    name: "fix-off-by-one",
    kind: "fix",
    path: "lib/pairs.js",
    instruction: "The last pair is never returned, and the first one is missing too.",
    text: `
/** Each item with the one that follows it. */
«export function pairs(items) {
  const result = [];
  for (let i = 1; i < items.length - 2; i++) {
    result.push([items[i], items[i + 1]]);
  }
  return result;
}»
`,
    checks: [
      {
        has: /let (\w+) = 0; \1 (?:< items\.length - 1|<= items\.length - 2);|let (\w+) = 1; \2 < items\.length;|\.slice\(|\.map\(/,
      },
      { lacks: "i < items.length - 2" },
    ],
    keeps: [{ has: "export function pairs(items)" }, { has: /items\[i\b|items\.(?:slice|map|flatMap)/ }],
    answer: `
export function pairs(items) {
  const result = [];
  for (let i = 0; i < items.length - 1; i++) {
    result.push([items[i], items[i + 1]]);
  }
  return result;
}
`,
  },
  {
    name: "fix-loose-equality",
    kind: "fix",
    path: "lib/query.js",
    text: `
«export function parseLimit(value) {
  if (value == "all") return Infinity;
  const limit = Number(value);
  return Number.isInteger(limit) && limit > 0 ? limit : 20;
}»

export function parsePage(value) {
  const page = Number(value);
  return Number.isInteger(page) && page >= 0 ? page : 0;
}`,
    problems: [
      { at: "==", code: "eqeqeq", source: "eslint", message: "Expected '===' and instead saw '=='." },
    ],
    checks: [{ has: /value === ["'`]all["'`]|["'`]all["'`] === value/ }, { lacks: /[^=]==[^=]/ }],
    keeps: [{ has: "export function parseLimit(value)" }, { has: "limit > 0 ? limit : 20" }],
    answer: `
export function parseLimit(value) {
  if (value === "all") return Infinity;
  const limit = Number(value);
  return Number.isInteger(limit) && limit > 0 ? limit : 20;
}
`,
  },
  {
    name: "rename-parameters",
    kind: "rename",
    path: "lib/geometry.js",
    instruction: "Rename the parameters a and b to from and to.",
    text: `
/** In metres, on a plane. */
«export function distance(a, b) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  return Math.hypot(dx, dy);
}»
`,
    checks: [
      { has: "distance(from, to)" },
      { has: "to.x - from.x" },
      { has: "to.y - from.y" },
      { lacks: /\b[ab]\b/ },
    ],
    keeps: [{ has: "Math.hypot(dx, dy)" }],
    answer: `
export function distance(from, to) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  return Math.hypot(dx, dy);
}
`,
  },
  {
    name: "extract-function",
    kind: "extract",
    path: "lib/report.js",
    instruction: "Extract the mean into a function average(numbers) and call it.",
    text: `
«export function summary(readings) {
  const values = readings.map((reading) => reading.value);
  let sum = 0;
  for (const value of values) sum += value;
  const mean = values.length === 0 ? 0 : sum / values.length;
  const largest = Math.max(...values);
  return \`mean \${mean.toFixed(1)}, largest \${largest.toFixed(1)}\`;
}»
`,
    checks: [
      { defines: "average" },
      { has: "average(values)", inside: "summary" },
      { lacks: "/ values.length", inside: "summary" },
    ],
    keeps: [{ has: "export function summary(readings)" }, { has: "Math.max(...values)", inside: "summary" }],
    answer: `
export function summary(readings) {
  const values = readings.map((reading) => reading.value);
  const mean = average(values);
  const largest = Math.max(...values);
  return \`mean \${mean.toFixed(1)}, largest \${largest.toFixed(1)}\`;
}

function average(numbers) {
  let sum = 0;
  for (const number of numbers) sum += number;
  return numbers.length === 0 ? 0 : sum / numbers.length;
}
`,
  },
  {
    name: "document-function",
    kind: "document",
    path: "lib/debounce.js",
    text: `
«export function debounce(run, delayMs) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), delayMs);
  };
}»
`,
    checks: [{ documented: "debounce", mentions: ["@param", "run", "delayMs", "@returns"] }],
    keeps: [{ sameCode: true }],
    answer: `
/**
 * Waits until there were no calls for a while, and then runs with the arguments of the last one.
 *
 * @param {Function} run what to do in the end
 * @param {number} delayMs how long it has to be quiet, in milliseconds
 * @returns {Function} what to call instead
 */
export function debounce(run, delayMs) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), delayMs);
  };
}
`,
  },
  {
    name: "early-return",
    kind: "early return",
    path: "lib/session.js",
    instruction: "Use early returns instead of nested conditions. The behaviour stays the same.",
    lineEnd: "\r\n",
    text: `
const sessions = new Map();

«export function userOf(request) {
  const token = request.headers.authorization;
  if (token) {
    const session = sessions.get(token);
    if (session) {
      if (session.expires > Date.now()) {
        return session.user;
      } else {
        sessions.delete(token);
        return null;
      }
    } else {
      return null;
    }
  } else {
    return null;
  }
}»
`,
    checks: [{ depthAtMost: 1, inside: "userOf" }, { lacks: /\belse\b/ }],
    keeps: [
      { has: "sessions.delete(token)", inside: "userOf" },
      { has: "return session.user", inside: "userOf" },
      { has: "return null", inside: "userOf" },
    ],
    answer: `
export function userOf(request) {
  const token = request.headers.authorization;
  if (!token) return null;
  const session = sessions.get(token);
  if (!session) return null;
  if (session.expires <= Date.now()) {
    sessions.delete(token);
    return null;
  }
  return session.user;
}
`,
  },
  {
    name: "async-callback",
    kind: "async",
    path: "lib/read-config.js",
    instruction:
      "Make this an async function that awaits readFile of node:fs/promises, which is imported, and returns the object.",
    text: `
import fs from "node:fs";
import { readFile } from "node:fs/promises";

export const stat = fs.promises.stat;

«export function readConfig(path, done) {
  fs.readFile(path, "utf8", (error, text) => {
    if (error) {
      done(error);
      return;
    }
    done(null, JSON.parse(text));
  });
}»
`,
    checks: [
      { has: /async function readConfig\(path\)/ },
      { has: /await readFile\( ?path, ["']utf-?8["']/, inside: "readConfig" },
      { lacks: /\bdone\b/ },
      { lacks: "fs.readFile" },
    ],
    keeps: [{ has: "JSON.parse(" }],
    answer: `
export async function readConfig(path) {
  return JSON.parse(await readFile(path, "utf8"));
}
`,
  },
  {
    name: "async-chain",
    kind: "async",
    path: "lib/upload.js",
    instruction: "Use async and await instead of then and catch.",
    text: `
const LIMIT_BYTES = 5_000_000;

«export function upload(file) {
  if (file.size > LIMIT_BYTES) return Promise.reject(new Error("The file is too large."));
  return fetch("/files", { method: "POST", body: file })
    .then((response) => response.json())
    .then(({ id }) => id)
    .catch((error) => {
      console.error("Upload failed:", error);
      throw error;
    });
}»
`,
    checks: [
      { has: /async function upload\(file\)/ },
      { has: /await fetch\(/, inside: "upload" },
      { has: /\bcatch ?\(error\) ?\{/, inside: "upload" },
      { lacks: ".then(" },
    ],
    keeps: [{ has: /method: ["']POST["']/ }, { has: "throw error" }, { has: "file.size > LIMIT_BYTES" }],
    answer: `
export async function upload(file) {
  if (file.size > LIMIT_BYTES) throw new Error("The file is too large.");
  try {
    const response = await fetch("/files", { method: "POST", body: file });
    const { id } = await response.json();
    return id;
  } catch (error) {
    console.error("Upload failed:", error);
    throw error;
  }
}
`,
  },
  {
    name: "types-jsdoc",
    kind: "types",
    path: "lib/money.js",
    instruction:
      "Add JSDoc with the types of parameters and result: cents is a number, the others are strings.",
    text: `
«export function formatMoney(cents, currency, locale) {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(cents / 100);
}»
`,
    checks: [
      {
        documented: "formatMoney",
        mentions: ["@param {number} cents", "@param {string} currency", "@param {string} locale", "@return"],
      },
    ],
    keeps: [{ sameCode: true }],
    answer: `
/**
 * Writes an amount of money as people do there.
 *
 * @param {number} cents
 * @param {string} currency
 * @param {string} locale
 * @returns {string}
 */
export function formatMoney(cents, currency, locale) {
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(cents / 100);
}
`,
  },
  {
    name: "simplify-loops",
    kind: "simplify",
    path: "lib/inventory.js",
    instruction: "Simplify this with array methods. Its behaviour stays the same.",
    text: `
«export function namesInStock(products) {
  const inStock = [];
  for (let i = 0; i < products.length; i++) {
    if (products[i].pieces > 0) {
      inStock.push(products[i]);
    }
  }
  const names = [];
  for (let i = 0; i < inStock.length; i++) {
    names.push(inStock[i].name);
  }
  return names;
}»

export const isEmpty = (products) => namesInStock(products).length === 0;
`,
    checks: [{ lacks: /\bfor\b/ }, { has: /\.(?:filter|flatMap)\(/ }, { lacks: ".push(" }],
    keeps: [
      { has: "export function namesInStock(products)" },
      { has: ".pieces > 0", inside: "namesInStock" },
    ],
    answer: `
export function namesInStock(products) {
  return products.filter((product) => product.pieces > 0).map((product) => product.name);
}
`,
  },
];
