import assert from "node:assert/strict";
import type { Diagnosis } from "../../../../language-server/protocol/diagnosis.ts";
import { type ReportFacts, report } from "../../../../src/diagnose/report.ts";
import { NOTHING } from "../../../../src/usage/usage-counts.ts";

const HOME = "/home/ada";
const FOLDER = "/home/ada/work/secret-project";

const DIAGNOSIS: Diagnosis = {
  machine: { system: "linux x64, 6.1.0", cpu: "A CPU", cores: 8, ramTotal: 64e9, ramFree: 45e9 },
  node: "24.21.0",
  engine: {
    node: "24.21.0",
    nodeLlamaCpp: "3.22.1",
    llamaCpp: "b9862",
    addon: { expertsOnCpu: true, abort: true },
    upSeconds: 12.4,
    clients: 2,
    backend: "CUDA",
    devices: ["NVIDIA RTX 4090"],
    vramTotal: 24e9,
    vramFree: 7e9,
    header: [{ name: "architecture", value: "gpt-oss" }],
  },
  crashes: `{"model":"${HOME}/models/gpt-oss-20b.gguf"}`,
  engineLog: [`loading ${HOME}/models/gpt-oss-20b.gguf`, "error: ``` in a line"],
};

const FACTS: ReportFacts = {
  extension: "0.1.0",
  editor: "Code 1.139.1",
  remote: "ssh-remote",
  ui: "desktop",
  server: "running",
  settings: [{ name: "ossicle.model.path", value: `${HOME}/models/gpt-oss-20b.gguf` }],
  diagnosis: DIAGNOSIS,
  status: { state: "failed", reason: `${FOLDER}/bad.gguf is incomplete.`, fix: "selectModel" },
  downloads: [],
  today: NOTHING,
  log: [
    `could not read ${FOLDER}/src/payroll.ts`,
    "open file:///home/ada/work/secret-project/src/payroll.ts failed",
    "vscode-remote://ssh-remote%2Bhost/srv/other/payroll.ts",
  ],
  home: HOME,
  folders: [FOLDER],
};

describe("report for an issue", () => {
  it("tells of the model for suggestions too, where there is one", () => {
    assert.doesNotMatch(report(FACTS), /## Model for suggestions/);
    const completionModel = { state: "failed", reason: `There is no file at ${HOME}/small.gguf.` } as const;
    const text = report({ ...FACTS, status: { state: "ready", completionModel } });
    assert.match(
      text,
      /## Model for suggestions\n\n- State: failed\n- Reason: There is no file at …\/small\.gguf/,
    );
  });

  it("tells versions, machine, engine, settings, model and log", () => {
    const text = report(FACTS);
    for (const fact of [
      "- Ossicle: 0.1.0",
      "- Editor: Code 1.139.1, desktop",
      "- Remote: ssh-remote",
      "- System: linux x64, 6.1.0",
      "- llama.cpp: b9862",
      "- node-llama-cpp: 3.22.1",
      "- Addon: Ossicle's build",
      "- GPU memory: 7.0 GB of 24.0 GB free",
      '- ossicle.model.path: "~/models/gpt-oss-20b.gguf"',
      "- State: failed",
      "| architecture | gpt-oss |",
      "loading …/gpt-oss-20b.gguf",
      "could not read …",
    ])
      assert(text.includes(fact), `${fact} in ${text}`);
  });

  it("says what can't be done without Ossicle's build of the addon", () => {
    const { engine } = DIAGNOSIS;
    const addon = { expertsOnCpu: false, abort: false };
    const text = report({ ...FACTS, diagnosis: { ...DIAGNOSIS, engine: engine && { ...engine, addon } } });
    assert(
      text.includes(
        "- Addon: node-llama-cpp's own: it can't keep a model's experts on the CPU beside the GPU, and it can't end a prompt's batch under way",
      ),
      text,
    );
  });

  it("names neither the user, nor the workspace, nor a file in it", () => {
    assert.doesNotMatch(report(FACTS), /ada|secret-project|payroll|ssh-remote%2Bhost|srv/);
  });

  it("can be made without a server and an engine", () => {
    const { diagnosis: _, status: _status, ...rest } = FACTS;
    assert.match(report({ ...rest, server: "failed" }), /Unknown: the language server isn't running/);
    const { engine: _engine, ...alone } = DIAGNOSIS;
    const text = report({ ...FACTS, diagnosis: { ...alone, engineProblem: `no socket in ${HOME}/x` } });
    assert.match(text, /Unavailable: no socket in ~\/…/);
  });

  it("keeps a log that holds fences inside its own", () => {
    const text = report(FACTS);
    assert(text.includes("````text\nloading"), text);
  });
});
