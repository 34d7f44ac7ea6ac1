import assert from "node:assert/strict";
import { DidChangeConfigurationNotification } from "vscode-languageserver/node";
import { faultFixture, fixture } from "../../../tools/fixtures/cache.ts";
import type { ServerProcess } from "../support/client.ts";
import { until } from "../support/until.ts";
import { Workplace } from "../support/workplace.ts";

const ENGINE = { threads: 1, gpu: false };

describe("settings", () => {
  it("come from initializationOptions where the client can't be asked", async () => {
    await using workplace = await Workplace.create();
    const model = { path: await fixture("tiny") };
    const server = await workplace.server({
      initializationOptions: { model, engine: ENGINE },
      capabilities: {},
    });
    assert.equal((await server.state("ready")).model?.path, model.path);
  });

  it("of workspace/configuration win over initializationOptions", async () => {
    await using workplace = await Workplace.create();
    const path = await fixture("tiny");
    const server = await workplace.server({
      initializationOptions: { model: { path: workplace.path("other.gguf") }, engine: ENGINE },
      settings: { model: { path }, engine: ENGINE },
    });
    assert.equal((await server.state("ready")).model?.path, path);
  });

  it("are read again when they change: the other model is loaded", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({ settings: { engine: ENGINE } });
    await server.state("none");
    assert.ok(server.registrations.includes(DidChangeConfigurationNotification.method));
    await server.changeSettings({ model: { path: await fixture("tiny") }, engine: ENGINE });
    await server.state("ready");
    await server.changeSettings({ engine: ENGINE });
    await server.state("none");
  });

  it("may be pushed by a client that can't be asked", async () => {
    await using workplace = await Workplace.create();
    const server = await workplace.server({
      initializationOptions: { engine: ENGINE },
      capabilities: {},
    });
    await server.state("none");
    await server.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { ossicle: { model: { path: await fixture("tiny") }, engine: ENGINE } },
    });
    await server.state("ready");
  });

  describe("that name a model that can't be used", () => {
    const kinds: [string, (workplace: Workplace) => Promise<string> | string, RegExp][] = [
      ["a text file", () => faultFixture("text"), /is not a GGUF file/],
      ["half a file", () => faultFixture("half"), /is incomplete/],
      ["an empty file", () => faultFixture("empty"), /is empty/],
      ["an unknown architecture", () => faultFixture("unknownArchitecture"), /has the architecture/],
      ["a path where nothing is", (workplace) => workplace.path("model.gguf"), /There is no file at/],
    ];
    let workplace: Workplace;
    let server: ServerProcess;
    let good: string;
    before(async () => {
      workplace = await Workplace.create();
      good = await fixture("tiny");
      server = await workplace.server({ settings: { model: { path: good }, engine: ENGINE } });
      await server.state("ready");
    });
    after(() => workplace?.[Symbol.asyncDispose]());

    for (const [what, make, reason] of kinds)
      it(`are told once and in the status, and the model from before stays: ${what}`, async () => {
        server.messages.length = 0;
        await server.changeSettings({ model: { path: await make(workplace) }, engine: ENGINE });
        const { state, model, advice, fix } = await until("the status has the reason", () =>
          server.status?.state === "ready" && reason.test(server.status.reason ?? "")
            ? server.status
            : undefined,
        );
        assert.deepEqual(
          { state, path: model?.path, fix },
          { state: "ready", path: good, fix: "openSettings" },
        );
        assert.match(advice ?? "", /stays in use\. Change the setting ossicle\.model\.path\./);
        assert.equal(server.messages.length, 1, server.messages.join("\n"));
        assert.match(server.messages[0] ?? "", reason);

        await server.changeSettings({ model: { path: good }, engine: ENGINE });
        await until(
          "the status has no reason any more",
          () => server.status?.reason === undefined || undefined,
        );
        assert.equal(server.messages.length, 1);
      });
  });

  it("that are not allowed are told once in the log and in the status, and the others count", async () => {
    await using workplace = await Workplace.create();
    const settings = { model: { path: await fixture("tiny") }, engine: { ...ENGINE, idleUnloadMinutes: -5 } };
    const server = await workplace.server({ settings });
    const status = await server.state("ready");
    assert.match(status.advice ?? "", /ossicle\.engine\.idleUnloadMinutes is -5/);
    assert.equal(status.fix, "openSettings");

    await server.changeSettings({ ...settings, completion: { maxTokens: 20 } });
    await server.changeSettings({ ...settings, engine: ENGINE });
    await until("the status has no advice any more", () => server.status?.advice === undefined || undefined);
    const told = server.log.filter((line) => line.includes("idleUnloadMinutes"));
    assert.equal(told.length, 1, told.join("\n"));
  });
});
