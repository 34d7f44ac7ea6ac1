/** The conventions for tests in each language: frameworks and how to recognize them, file names, places. */
import { extensionsOf } from "../../../common/languages/languages.ts";

export interface Framework {
  /** The name for the model. */
  name: string;
  /** Matches a file that lists a project's packages. */
  listed?: RegExp;
  /** Matches a test file. */
  used?: RegExp;
  /** The form of its file names, if it isn't the language's usual one. */
  suffix?: string;
}

/** Prefix and suffix of a test file's name, around the source's name without its extension. */
export interface Affix {
  prefix: string;
  suffix: string;
}

export interface Convention {
  /** Extensions of source files. */
  extensions: readonly string[];
  /** Extension of test files, if it isn't the source's own. */
  testExtension?: string;
  /** The usual one first. */
  affixes: readonly Affix[];
  /** Files that show which framework is used. */
  manifests: RegExp;
  /** In the order of the search; the last one is the default. */
  frameworks: readonly Framework[];
  /** Where tests go in a project without tests; folders are relative to the project's root. */
  place: (folder: string, framework: string) => string;
  /** Projects choose other places: those of their other tests count more than `place`. */
  isFree?: boolean;
  /** Whether files in a folder of tests need no special name. */
  isBare?: boolean;
  /** Whether tests are in the file that they test. */
  isInline?: boolean;
}

const suffixes = (...all: string[]): Affix[] => all.map((suffix) => ({ prefix: "", suffix }));
const prefixed = (prefix: string): Affix => ({ prefix, suffix: "" });

const beside = (folder: string) => folder;

/** Maps one root to another: "src/a" → "test/a". A path outside such a root is kept below the new one. */
const moved = (roots: RegExp, to: string) => (folder: string) => {
  const rest = `${folder}/`.replace(roots, "").replace(/\/$/, "");
  return [to, rest].filter((part) => part !== "").join("/");
};

const JVM: Omit<Convention, "extensions" | "affixes"> = {
  manifests: /^(?:pom\.xml|build\.gradle(?:\.kts)?|build\.sbt|libs\.versions\.toml)$/,
  frameworks: [
    { name: "Kotest", listed: /kotest/, used: /io\.kotest/, suffix: "Spec" },
    { name: "Spock", listed: /spock-core/, used: /spock\.lang/, suffix: "Spec" },
    { name: "TestNG", listed: /testng/, used: /org\.testng/ },
    { name: "ScalaTest", listed: /scalatest/, used: /org\.scalatest/ },
    {
      name: "JUnit 4",
      listed: /junit:junit|<groupId>junit<\/groupId>/,
      used: /org\.junit\.(?:Test|Assert)\b/,
    },
    { name: "JUnit 5", listed: /junit/, used: /org\.junit\.jupiter/ },
  ],
  place: (folder) => folder.replace(/(^|\/)src\/main(?=\/|$)/, "$1src/test"),
};

export const CONVENTIONS: readonly Convention[] = [
  {
    extensions: extensionsOf(
      "typescript",
      "typescriptreact",
      "javascript",
      "javascriptreact",
      "vue",
      "svelte",
    ),
    affixes: suffixes(".test", ".spec", "-test", "_test", "-spec"),
    manifests: /^(?:package\.json|deno\.jsonc?|bunfig\.toml)$/,
    frameworks: [
      { name: "Vitest", listed: /"vitest"\s*:/, used: /["']vitest["']/ },
      { name: "Jest", listed: /"(?:jest|ts-jest|@jest\/globals|react-scripts)"\s*:/, used: /@jest\/globals/ },
      { name: "AVA", listed: /"ava"\s*:/, used: /["']ava["']/ },
      { name: "Mocha", listed: /"mocha"\s*:/, used: /["']mocha["']/ },
      { name: "Jasmine", listed: /"jasmine(?:-core)?"\s*:/, suffix: ".spec" },
      { name: "bun:test", listed: /"test":\s*"bun test/, used: /["']bun:test["']/ },
      { name: "Deno.test", listed: /"imports"[\s\S]*jsr:@std\//, used: /\bDeno\.test\(/ },
      { name: "node:test", listed: /node (?:-\S+ )*--test\b/, used: /["']node:test["']/ },
      {
        name: "Playwright Test",
        listed: /"@playwright\/test"\s*:/,
        used: /@playwright\/test/,
        suffix: ".spec",
      },
      { name: "node:test" },
    ],
    place: (folder, framework) =>
      framework === "Mocha"
        ? moved(/^(?:src|lib)\//, "test")(folder)
        : framework === "Playwright Test"
          ? "tests"
          : folder,
    isFree: true,
    isBare: true,
  },
  {
    extensions: extensionsOf("python"),
    testExtension: ".py",
    affixes: [prefixed("test_"), ...suffixes("_test", "_tests")],
    manifests:
      /^(?:pyproject\.toml|setup\.cfg|setup\.py|tox\.ini|pytest\.ini|conftest\.py|Pipfile|(?:.*requirements.*|dev|test)\.(?:txt|in))$/,
    frameworks: [
      { name: "unittest", used: /^(?:import unittest|from unittest import TestCase)/m },
      { name: "pytest", listed: /pytest/, used: /\bimport pytest\b|^def test_/m },
      { name: "pytest" },
    ],
    place: () => "tests",
    isFree: true,
  },
  {
    extensions: extensionsOf("go"),
    affixes: suffixes("_test"),
    manifests: /^go\.mod$/,
    frameworks: [
      { name: "Go's testing package with testify", listed: /stretchr\/testify/, used: /stretchr\/testify/ },
      { name: "Go's testing package" },
    ],
    place: beside,
  },
  {
    extensions: extensionsOf("rust"),
    affixes: [],
    manifests: /^Cargo\.toml$/,
    frameworks: [{ name: "Rust's built-in tests, in a `#[cfg(test)] mod tests` at the end of the file" }],
    place: beside,
    isInline: true,
  },
  {
    ...JVM,
    extensions: extensionsOf("java", "kotlin", "groovy"),
    affixes: [...suffixes("Test", "Tests", "Spec", "IT"), prefixed("Test")],
  },
  { ...JVM, extensions: extensionsOf("scala"), affixes: suffixes("Spec", "Test", "Suite") },
  {
    extensions: extensionsOf("csharp", "fsharp", "vb"),
    affixes: suffixes("Tests", "Test", "Specs"),
    manifests: /\.(?:cs|fs|vb)proj$|^Directory\.Packages\.props$/,
    frameworks: [
      { name: "xUnit", listed: /"xunit/i, used: /\busing Xunit\b|\bopen Xunit\b/ },
      { name: "NUnit", listed: /"nunit/i, used: /NUnit\.Framework/ },
      { name: "MSTest", listed: /"MSTest/i, used: /VisualStudio\.TestTools/ },
      { name: "xUnit" },
    ],
    place: (folder) => {
      const [project = "", ...rest] = folder.replace(/^src\//, "").split("/");
      return [project === "" ? "Tests" : `${project}.Tests`, ...rest].join("/");
    },
    isFree: true,
  },
  {
    extensions: extensionsOf("ruby"),
    affixes: [...suffixes("_spec", "_test"), prefixed("test_")],
    manifests: /^(?:Gemfile|\.rspec|.+\.gemspec)$/,
    frameworks: [
      { name: "RSpec", listed: /rspec|--require spec_helper/, used: /\bRSpec\.|^describe\b/m },
      {
        name: "Minitest",
        listed: /minitest|["']rails["']/,
        used: /Minitest|ActiveSupport::TestCase|Test::Unit/,
        suffix: "_test",
      },
      { name: "Minitest", suffix: "_test" },
    ],
    place: (folder, framework) => moved(/^(?:lib|app)\//, framework === "RSpec" ? "spec" : "test")(folder),
  },
  {
    extensions: extensionsOf("php"),
    affixes: suffixes("Test"),
    manifests: /^composer\.json$/,
    frameworks: [{ name: "Pest", listed: /pestphp\/pest"/, used: /^(?:it|test)\(/m }, { name: "PHPUnit" }],
    place: moved(/^(?:src|app|lib)\//, "tests"),
  },
  {
    extensions: extensionsOf("dart"),
    affixes: suffixes("_test"),
    manifests: /^pubspec\.yaml$/,
    frameworks: [
      { name: "flutter_test", listed: /^\s*flutter_test:/m, used: /package:flutter_test/ },
      { name: "Dart's test package" },
    ],
    place: moved(/^lib\//, "test"),
  },
  {
    extensions: extensionsOf("elixir"),
    testExtension: ".exs",
    affixes: suffixes("_test"),
    manifests: /^mix\.exs$/,
    frameworks: [{ name: "ExUnit" }],
    place: moved(/^lib\//, "test"),
  },
  {
    extensions: extensionsOf("swift"),
    affixes: suffixes("Tests"),
    manifests: /^Package\.swift$/,
    frameworks: [{ name: "Swift Testing", used: /\bimport Testing\b/ }, { name: "XCTest" }],
    place: (folder) => folder.replace(/^Sources\/([^/]+)/, "Tests/$1Tests"),
  },
  {
    extensions: extensionsOf("cpp", "c"),
    affixes: [...suffixes("_test", "_tests", "_unittest", "Test", "Tests"), prefixed("test_")],
    manifests: /^(?:CMakeLists\.txt|conanfile\.(?:txt|py)|vcpkg\.json|meson\.build|MODULE\.bazel)$/,
    frameworks: [
      { name: "Catch2", listed: /catch2/i, used: /catch(?:2|_test_macros|\.hpp)/i },
      { name: "doctest", listed: /doctest/, used: /doctest\.h/ },
      { name: "Boost.Test", listed: /unit_test_framework/, used: /boost\/test/ },
      { name: "Unity", used: /unity\.h/ },
      { name: "GoogleTest" },
    ],
    place: moved(/^src\//, "tests"),
    isFree: true,
  },
];

/** For languages without an entry. */
export const OTHER: Convention = {
  extensions: [],
  affixes: suffixes("_test", ".test", "_spec", "Test", "Tests"),
  manifests: /^$/,
  frameworks: [{ name: "the usual test framework of the language" }],
  place: beside,
  isFree: true,
};
