import assert from "node:assert/strict";
import { DiagnoseRequest } from "../../../language-server/protocol/diagnosis.ts";
import { fixture } from "../../../tools/fixtures/cache.ts";
import { Workplace } from "../support/workplace.ts";

describe("facts for a bug report", () => {
  it("tell versions, machine, back end, the model's header and the engine's log", async () => {
    await using workplace = await Workplace.create();
    const model = { path: await fixture("tiny") };
    const server = await workplace.server({ settings: { model, engine: { threads: 1, gpu: false } } });
    await server.state("ready");
    const { machine, node, engine, engineProblem, engineLog } = await server.connection.sendRequest(
      DiagnoseRequest,
      {},
    );
    assert.equal(engineProblem, undefined);
    assert.equal(node, process.versions.node);
    assert(machine.cores > 0 && machine.ramTotal > machine.ramFree);
    assert.match(engine?.nodeLlamaCpp ?? "", /^\d+\.\d+\.\d+/);
    assert.notEqual(engine?.llamaCpp, "not started");
    assert.equal(engine?.backend, "CPU");
    // Which build runs depends on this machine's compiler.
    assert.equal(typeof engine?.addon?.expertsOnCpu, "boolean");
    assert.equal(engine?.clients, 1);
    assert.deepEqual(
      engine?.header?.find(({ name }) => name === "architecture"),
      { name: "architecture", value: "gpt-oss" },
    );
    assert(
      !JSON.stringify(engine.header).includes(model.path),
      "where the file lies is the settings' matter",
    );
    assert(engineLog.some((line) => line.includes("The engine is listening")));
  });

  it("come although the engine hangs, with that it does", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({ settings: { engine: { threads: 1, gpu: false } } });
    await server.state("none");
    const pid = await workplace.enginePid();
    process.kill(pid, "SIGSTOP");
    try {
      const { machine, engine, engineProblem } = await server.connection.sendRequest(DiagnoseRequest, {});
      assert(machine.cores > 0);
      assert.equal(engine, undefined);
      assert.match(engineProblem ?? "", /doesn't respond/);
    } finally {
      process.kill(pid, "SIGCONT");
    }
  });
});
