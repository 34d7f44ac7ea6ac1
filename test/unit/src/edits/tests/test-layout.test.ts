import assert from "node:assert/strict";
import { filesToRead, testLayout } from "../../../../../src/edits/tests/test-layout.ts";
import { relativePath } from "../../../../../src/edits/tests/test-paths.ts";

interface Case {
  says: string;
  path: string;
  /** Paths, with the texts of those that were read. */
  files: Readonly<Record<string, string>>;
  framework: string | RegExp;
  test: string;
  exists?: true;
  example?: string;
}

const cases: Case[] = [
  {
    says: "TypeScript with vitest, tests beside their sources",
    path: "src/a/cart.ts",
    files: {
      "package.json": '{ "devDependencies": { "vitest": "4" } }',
      "src/a/cart.ts": "",
      "src/a/item.ts": "",
      "src/a/item.test.ts": 'import { it } from "vitest";',
    },
    framework: "Vitest",
    test: "src/a/cart.test.ts",
    example: "src/a/item.test.ts",
  },
  {
    says: "TypeScript with tests in a tree of their own",
    path: "src/edits/queue.ts",
    files: {
      "package.json": '{ "devDependencies": { "mocha": "12", "playwright-core": "1" } }',
      "src/edits/queue.ts": "",
      "src/chat/thread.ts": "",
      "test/unit/chat/thread.test.ts": 'import assert from "node:assert/strict";',
      "test/ui/chat.test.ts": "",
    },
    framework: "Mocha",
    test: "test/unit/edits/queue.test.ts",
    example: "test/unit/chat/thread.test.ts",
  },
  {
    says: "TypeScript with jest and __tests__ folders, in a package of a monorepo",
    path: "packages/ui/src/button/button.tsx",
    files: {
      "package.json": '{ "devDependencies": { "vitest": "4" } }',
      "packages/ui/package.json": '{ "devDependencies": { "ts-jest": "29" } }',
      "packages/ui/src/button/button.tsx": "",
      "packages/ui/src/list/list.tsx": "",
      "packages/ui/src/list/__tests__/list.spec.tsx": "test('x', () => {});",
      "packages/api/src/server.ts": "",
      "packages/api/test/server.test.ts": "",
    },
    framework: "Jest",
    test: "packages/ui/src/button/__tests__/button.spec.tsx",
    example: "packages/ui/src/list/__tests__/list.spec.tsx",
  },
  {
    says: "TypeScript whose tests are there already",
    path: "src/cart.ts",
    files: { "src/cart.ts": "", "test/cart.spec.ts": 'import "node:test";', "test/e2e/cart.spec.ts": "" },
    framework: "node:test",
    test: "test/cart.spec.ts",
    exists: true,
    example: "test/e2e/cart.spec.ts",
  },
  {
    says: "a test itself: more are added to it",
    path: "src/cart.test.ts",
    files: { "src/cart.test.ts": "", "src/cart.ts": "" },
    framework: "node:test",
    test: "src/cart.test.ts",
    exists: true,
  },
  {
    says: "JavaScript with tests that only their folder tells",
    path: "lib/b.js",
    files: {
      "package.json": '{"devDependencies":{"mocha":"1"}}',
      "lib/a.js": "",
      "test/a.js": "",
      "lib/b.js": "",
    },
    framework: "Mocha",
    test: "test/b.js",
    example: "test/a.js",
  },
  {
    says: "JavaScript with ava and no tests yet",
    path: "lib/cart.js",
    files: { "package.json": '{"devDependencies":{"ava":"6"}}', "lib/cart.js": "" },
    framework: "AVA",
    test: "lib/cart.test.js",
  },
  {
    says: "JavaScript with Node's own runner",
    path: "lib/cart.mjs",
    files: {
      "package.json": '{"scripts":{"test":"node --experimental-strip-types --test"}}',
      "lib/cart.mjs": "",
    },
    framework: "node:test",
    test: "lib/cart.test.mjs",
  },
  {
    says: "JavaScript with Playwright's tests alone",
    path: "src/page.ts",
    files: { "package.json": '{"devDependencies":{"@playwright/test":"1"}}', "src/page.ts": "" },
    framework: "Playwright Test",
    test: "tests/page.spec.ts",
  },
  {
    says: "Python with pytest and a flat folder of tests",
    path: "shop/models/cart.py",
    files: {
      "pyproject.toml": '[dependency-groups]\ndev = ["pytest>=8"]',
      "shop/__init__.py": "",
      "shop/models/cart.py": "",
      "shop/util/text.py": "",
      "tests/__init__.py": "",
      "tests/conftest.py": "",
      "tests/test_text.py": "def test_a(): ...",
    },
    framework: "pytest",
    test: "tests/test_cart.py",
    example: "tests/test_text.py",
  },
  {
    says: "Python with unittest, told by a test near by",
    path: "shop/cart.py",
    files: {
      "requirements.txt": "requests\n",
      "shop/cart.py": "",
      "shop/item.py": "",
      "shop/tests/test_item.py": "import unittest\n",
    },
    framework: "unittest",
    test: "shop/tests/test_cart.py",
    example: "shop/tests/test_item.py",
  },
  {
    says: "Python without anything",
    path: "app/cart.py",
    files: { "app/cart.py": "" },
    framework: "pytest",
    test: "tests/test_cart.py",
  },
  {
    says: "Go",
    path: "internal/cart/cart.go",
    files: { "go.mod": "require github.com/stretchr/testify v1", "internal/cart/cart.go": "" },
    framework: /testify/,
    test: "internal/cart/cart_test.go",
  },
  {
    says: "Rust: in the same file",
    path: "crates/a/src/lib.rs",
    files: { "Cargo.toml": "[workspace]", "crates/a/Cargo.toml": "", "crates/a/src/lib.rs": "" },
    framework: /cfg\(test\)/,
    test: "crates/a/src/lib.rs",
    exists: true,
  },
  {
    says: "Java with JUnit 5 and no tests yet",
    path: "core/src/main/java/org/shop/Cart.java",
    files: {
      "core/pom.xml": "<artifactId>junit-jupiter</artifactId>",
      "core/src/main/java/org/shop/Cart.java": "",
    },
    framework: "JUnit 5",
    test: "core/src/test/java/org/shop/CartTest.java",
  },
  {
    says: "Java with JUnit 4, and tests of other packages named in their own way",
    path: "src/main/java/org/shop/Cart.java",
    files: {
      "build.gradle": 'testImplementation "junit:junit:4.13"',
      "src/main/java/org/shop/Cart.java": "",
      "src/main/java/org/item/Item.java": "",
      "src/test/java/org/item/ItemTests.java": "import org.junit.Test;",
    },
    framework: "JUnit 4",
    test: "src/test/java/org/shop/CartTests.java",
    example: "src/test/java/org/item/ItemTests.java",
  },
  {
    says: "Kotlin with Kotest",
    path: "src/main/kotlin/Cart.kt",
    files: {
      "build.gradle.kts": 'testImplementation("io.kotest:kotest-runner-junit5")',
      "src/main/kotlin/Cart.kt": "",
    },
    framework: "Kotest",
    test: "src/test/kotlin/CartSpec.kt",
  },
  {
    says: "C# with xUnit in a project of tests",
    path: "src/Shop/Models/Cart.cs",
    files: {
      "src/Shop/Shop.csproj": "",
      "src/Shop/Models/Cart.cs": "",
      "src/Shop/Text/Money.cs": "",
      "tests/Shop.Tests/Shop.Tests.csproj": '<PackageReference Include="xunit" />',
      "tests/Shop.Tests/Text/MoneyTests.cs": "using Xunit;",
    },
    framework: "xUnit",
    test: "tests/Shop.Tests/Models/CartTests.cs",
    example: "tests/Shop.Tests/Text/MoneyTests.cs",
  },
  {
    says: "C# with NUnit and no tests yet",
    path: "src/Shop/Models/Cart.cs",
    files: {
      "src/Shop/Shop.csproj": "",
      "src/Shop/Models/Cart.cs": "",
      "Directory.Packages.props": '<PackageVersion Include="NUnit" Version="4" />',
    },
    framework: "NUnit",
    test: "src/Shop.Tests/Models/CartTests.cs",
  },
  {
    says: "Ruby with RSpec",
    path: "app/models/cart.rb",
    files: { Gemfile: 'gem "rspec-rails"', "app/models/cart.rb": "" },
    framework: "RSpec",
    test: "spec/models/cart_spec.rb",
  },
  {
    says: "Ruby with Minitest",
    path: "lib/shop/cart.rb",
    files: { "shop.gemspec": 'add_development_dependency "minitest"', "lib/shop/cart.rb": "" },
    framework: "Minitest",
    test: "test/shop/cart_test.rb",
  },
  {
    says: "PHP with PHPUnit",
    path: "src/Model/Cart.php",
    files: { "composer.json": '{"require-dev":{"phpunit/phpunit":"^11"}}', "src/Model/Cart.php": "" },
    framework: "PHPUnit",
    test: "tests/Model/CartTest.php",
  },
  {
    says: "Dart with Flutter",
    path: "lib/cart.dart",
    files: { "pubspec.yaml": "dev_dependencies:\n  flutter_test:\n    sdk: flutter\n", "lib/cart.dart": "" },
    framework: "flutter_test",
    test: "test/cart_test.dart",
  },
  {
    says: "Elixir, whose tests have another ending",
    path: "lib/shop/cart.ex",
    files: { "mix.exs": "", "lib/shop/cart.ex": "", "lib/shop/item.ex": "", "test/shop/item_test.exs": "" },
    framework: "ExUnit",
    test: "test/shop/cart_test.exs",
    example: "test/shop/item_test.exs",
  },
  {
    says: "Swift",
    path: "Sources/Shop/Model/Cart.swift",
    files: { "Package.swift": "", "Sources/Shop/Model/Cart.swift": "" },
    framework: "XCTest",
    test: "Tests/ShopTests/Model/CartTests.swift",
  },
  {
    says: "C++ with Catch2, tests of a header",
    path: "src/cart.hpp",
    files: {
      "CMakeLists.txt": "find_package(Catch2 3)",
      "src/cart.hpp": "",
      "src/a.cpp": "",
      "tests/test_a.cpp": "",
    },
    framework: "Catch2",
    test: "tests/test_cart.cpp",
    example: "tests/test_a.cpp",
  },
  {
    says: "a language that isn't known",
    path: "src/cart.nim",
    files: { "src/cart.nim": "" },
    framework: /usual/,
    test: "src/cart_test.nim",
  },
];

function layoutOf({ path, files }: Case) {
  const texts = new Map(Object.entries(files));
  return testLayout(path, { files: [...texts.keys()], texts });
}

describe("tests for a file", () => {
  for (const one of cases)
    it(`have their framework and place: ${one.says}`, () => {
      const { framework, path, exists, example } = layoutOf(one);
      if (typeof one.framework === "string") assert.equal(framework, one.framework);
      else assert.match(framework, one.framework);
      assert.equal(path, one.test);
      assert.equal(exists, one.exists ?? false);
      assert.equal(example?.path, one.example);
    });

  it("need few files to be read: the lists of packages above it, and the nearest tests", () => {
    const files = [
      "package.json",
      "packages/a/package.json",
      "packages/b/package.json",
      "packages/a/src/x.ts",
      "packages/a/src/deep/y.test.ts",
      "packages/a/src/z.test.ts",
      ...Array.from({ length: 50 }, (_, index) => `packages/b/src/n${index}.test.ts`),
    ];
    const wanted = filesToRead("packages/a/src/x.ts", files);
    assert.deepEqual(wanted.slice(0, 3), [
      "packages/a/package.json",
      "package.json",
      "packages/a/src/z.test.ts",
    ]);
    assert.ok(wanted.includes("packages/a/src/deep/y.test.ts"));
    assert.ok(!wanted.includes("packages/b/package.json"));
    assert.ok(wanted.length <= 8);
  });

  it("don't follow what was not read", () => {
    const files = ["package.json", "src/a.ts", "src/b.ts", "src/b.test.ts"];
    const layout = testLayout("src/a.ts", { files, texts: new Map() });
    assert.deepEqual(layout, { framework: "node:test", path: "src/a.test.ts", exists: false });
  });

  it("are found again where it is not clear which of several files of a name they are for", () => {
    const files = ["src/a/index.ts", "src/b/index.ts", "src/b/index.test.ts", "test/index.test.ts"];
    const texts = new Map<string, string>();
    assert.equal(testLayout("src/b/index.ts", { files, texts }).path, "src/b/index.test.ts");
    assert.equal(testLayout("src/a/index.ts", { files, texts }).exists, false);
  });

  it("are placed quickly in a large workspace", () => {
    const files = Array.from({ length: 20_000 }, (_, at) =>
      at % 2 ? `src/f${at % 200}/n${at}.ts` : `test/f${(at + 1) % 200}/n${at + 1}.test.ts`,
    );
    const began = performance.now();
    assert.equal(testLayout("src/f1/new.ts", { files, texts: new Map() }).path, "test/f1/new.test.ts");
    assert.ok(performance.now() - began < 20_000);
  });
});

describe("the way from a test to what it tests", () => {
  it("goes up and down again", () => {
    assert.equal(relativePath("test/unit/a/x.test.ts", "src/a/x.ts"), "../../../src/a/x.ts");
    assert.equal(relativePath("src/a/x.test.ts", "src/a/x.ts"), "./x.ts");
    assert.equal(relativePath("x.test.ts", "src/x.ts"), "./src/x.ts");
    assert.equal(relativePath("src/a/x.ts", "src/a/x.ts"), "./x.ts");
  });
});
