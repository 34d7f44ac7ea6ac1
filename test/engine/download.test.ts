import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { statfsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { inEnglish } from "../../common/translatable-text.ts";
import { DownloadProblem } from "../../language-server/engine/download/download-problem.ts";
import { type GetModelOptions, getModel } from "../../language-server/engine/download/get-model.ts";
import { verificationOf } from "../../language-server/engine/download/verified.ts";
import type { DownloadSpec, FileSpec } from "../../language-server/engine-protocol/download-spec.ts";
import { type HostBehavior, ModelHost, noise } from "../model-host.ts";
import { SecureHost } from "../secure-host.ts";

const BYTES = 1_500_000;
const CONTENT = noise(BYTES, "a model");
/** A busy machine may rest for seconds: what stalls is told apart in its own test alone. */
const QUICK = { firstWaitMs: 1, longestWaitMs: 2, tries: 3, stallMs: 30_000 };
const STALL_MS = 2_000;

describe("a download", () => {
  let host: ModelHost;
  let root: string;
  let folder: string;
  let file: FileSpec;

  beforeEach(async () => {
    host = await ModelHost.start();
    root = await mkdtemp(join(tmpdir(), "ossicle-download-"));
    folder = join(root, "models");
    file = host.put("model.gguf", CONTENT);
  });
  afterEach(async () => {
    await host[Symbol.asyncDispose]();
    await rm(root, { recursive: true, force: true });
  });

  const specOf = (files: FileSpec[] = [file], proxy = ""): DownloadSpec => ({
    id: "model",
    name: "a model",
    folder,
    files,
    proxy,
  });

  function get(options: Partial<GetModelOptions> = {}, spec = specOf()): Promise<string> {
    const signal = new AbortController().signal;
    return getModel(spec, {
      mode: "get",
      signal,
      onProgress: () => undefined,
      patience: QUICK,
      ...options,
    });
  }

  /** What goes wrong, in the words that the user reads. */
  async function problem(options: Partial<GetModelOptions> = {}, spec = specOf()): Promise<DownloadProblem> {
    const error = await get(options, spec).then(
      () => assert.fail("It went well."),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DownloadProblem, String(error));
    assert.match(error.message, /\.$/, "a sentence");
    assert.match(inEnglish(error.advice), /\S/, "what to do");
    return error;
  }

  async function assertWhole(path: string, content = CONTENT): Promise<void> {
    assert.ok((await readFile(path)).equals(content), "the file is another one");
    assert.equal(await verificationOf(path, await stat(path)), "verified");
  }

  /** What has the name of a model. */
  const modelNames = async () =>
    (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".gguf"));
  const partBytes = async () => (await stat(join(folder, "model.gguf.part")).catch(() => undefined))?.size;

  it("gets the file, whole and verified, and leaves nothing else", async () => {
    const states: string[] = [];
    const path = await get({ onProgress: (state, bytes) => states.push(`${state} ${bytes}`) });
    await assertWhole(path);
    assert.equal(path, join(folder, "model.gguf"));
    assert.ok(states.includes(`running ${BYTES}`) && states.at(-1) === `verifying ${BYTES}`, states.join());
    assert.deepEqual((await readdir(folder)).toSorted(), [".ossicle", "model.gguf"]);
    assert.deepEqual(await readdir(join(folder, ".ossicle")), ["model.gguf.verified.json"]);
  });

  it("tells the host nothing but the program's name and which bytes it wants", async () => {
    await get();
    const [request] = host.requests;
    assert.deepEqual(Object.keys(request?.headers ?? {}).toSorted(), [
      "accept-encoding",
      "connection",
      "host",
      "user-agent",
    ]);
    assert.equal(request?.headers["user-agent"], "Ossicle");
  });

  it("does nothing where the verified file is there", async () => {
    await get();
    await get();
    assert.equal(host.requests.length, 1);
  });

  it("survives twenty cuts at random points, and begins none of them anew", async () => {
    const cuts = randomNumbers(20, 42).map((part) => Math.floor(part * 140_000));
    host.behave = () => ({ cutAfter: cuts.pop() });
    await assertWhole(await get());
    assert.equal(host.requests.length, 21);
    // A cut loses what was on its way.
    assert.ok(host.sent < 1.5 * BYTES, `${host.sent} bytes were sent`);
  });

  it("goes on where it was stopped, with what an earlier process has got", async () => {
    host.behave = () => ({ pace: 20_000 });
    const stopped = new AbortController();
    const first = get({
      signal: stopped.signal,
      onProgress: (_state, bytes) => bytes > 200_000 && stopped.abort(),
    });
    await assert.rejects(first, { name: "AbortError" });
    assert.deepEqual(await modelNames(), []);
    const there = await partBytes();
    assert.ok(there !== undefined && there > 200_000 && there < BYTES);
    host.behave = () => ({});
    await assertWhole(await get());
    assert.equal(host.requests.at(-1)?.range, `bytes=${there}-`);
  });

  it("gets it from a host that knows no ranges, and that is cut", async () => {
    host.behave = () => ({ ranges: false, cutAfter: [900_000, 300_000][host.requests.length - 1] });
    await assertWhole(await get());
    assert.equal(host.requests.length, 3);
  });

  it("gets it from a host that says no length", async () => {
    host.behave = () => ({ chunked: true });
    await assertWhole(await get());
  });

  for (const ignoresIfRange of [false, true])
    it(`begins again when the host's file is another one by now${ignoresIfRange ? ", though the host doesn't say so" : ""}`, async () => {
      host.behave = () => ({ etag: '"old"', cutAfter: 400_000 });
      const old = noise(BYTES, "an older model");
      host.files.set("/model.gguf", old);
      await problem({ patience: { ...QUICK, tries: 1 } });
      host.behave = () => ({ etag: '"new"', ignoresIfRange });
      host.files.set("/model.gguf", CONTENT);
      await assertWhole(await get());
    });

  it("makes a lost connection again after a while, and gives up with the reason", async () => {
    host.behave = () => ({ cutAfter: host.requests.length === 1 ? 500_000 : 0 });
    const { message, advice } = await problem();
    assert.match(message, /The connection to 127\.0\.0\.1:\d+ was lost/);
    assert.match(inEnglish(advice), /continues where it stopped/);
    const there = (await partBytes()) ?? 0;
    assert.ok(there > 300_000 && there <= 500_000, `${there} bytes are there`);
    host.behave = () => ({});
    await assertWhole(await get());
  });

  it("says what it waits for, and when it tries again", async () => {
    host.behave = () => (host.requests.length < 3 ? { cutAfter: 0 } : {});
    const said: string[] = [];
    const onProgress: GetModelOptions["onProgress"] = (state, _, waitsFor) =>
      said.push(waitsFor ? inEnglish(waitsFor) : state);
    await get({ onProgress, patience: { ...QUICK, firstWaitMs: 1_100, longestWaitMs: 1_100 } });
    const name = new URL(file.url).host;
    const waits = said.filter((line) => /waiting|no data/i.test(line));
    assert.equal(waits[0], `Waiting for ${name}.`);
    assert.match(waits[1] ?? "", new RegExp(`^No data from ${name}: .+\\. The next try is in 2 s\\.$`));
    assert.match(waits[2] ?? "", /in 1 s\.$/);
    assert.equal(waits[3], `Waiting for ${name}.`);
    assert.equal(said.at(-1), "verifying");
  });

  it("takes a connection on which nothing comes for a lost one", async () => {
    host.behave = () => (host.requests.length === 1 ? { stallAfter: 300_000 } : {});
    await assertWhole(await get({ patience: { ...QUICK, stallMs: STALL_MS } }));
    assert.match(host.requests.at(-1)?.range ?? "", /^bytes=[12]\d{5}-$|^bytes=300000-$/);
  });

  it("says that a host can't be reached", async () => {
    const gone = { ...file, url: "http://127.0.0.1:1/model.gguf" };
    assert.match(
      (await problem({}, specOf([gone]))).message,
      /127\.0\.0\.1:1 can't be reached: the connection was refused/,
    );
  });

  const answers: { what: string; behavior: HostBehavior; reason: RegExp; requests: number }[] = [
    { what: "404", behavior: { status: 404 }, reason: /doesn't have model\.gguf \(404\)/, requests: 1 },
    {
      what: "401",
      behavior: { status: 401 },
      reason: /denied access to model\.gguf/,
      requests: 1,
    },
    {
      what: "403",
      behavior: { status: 403 },
      reason: /denied access to model\.gguf/,
      requests: 1,
    },
    { what: "418", behavior: { status: 418 }, reason: /unexpected response \(418\)/, requests: 1 },
    { what: "500", behavior: { status: 500 }, reason: /has a server error \(500\)/, requests: 3 },
    { what: "503", behavior: { status: 503 }, reason: /has a server error \(503\)/, requests: 3 },
    { what: "429", behavior: { status: 429 }, reason: /has a server error \(429\)/, requests: 3 },
    {
      what: "a shorter file",
      behavior: { length: 5_000 },
      reason: /wrong size: 0\.0 MB instead/,
      requests: 1,
    },
    { what: "a longer file", behavior: { length: 2 * BYTES }, reason: /wrong size: 3\.0 MB/, requests: 1 },
    {
      what: "a longer file whose length it does not say",
      behavior: { length: 2 * BYTES, chunked: true },
      reason: /has the wrong size/,
      requests: 1,
    },
    {
      what: "a compressed file",
      behavior: { headers: { "content-encoding": "gzip" } },
      reason: /unexpected response/,
      requests: 1,
    },
    {
      what: "a redirect to nowhere",
      behavior: { redirect: "ftp://x/" },
      reason: /unexpected response/,
      requests: 1,
    },
    { what: "a circle", behavior: { redirect: "/model.gguf" }, reason: /too many times/, requests: 6 },
  ];
  for (const { what, behavior, reason, requests } of answers)
    it(`says what is wrong with a host that answers with ${what}, and a retry works`, async () => {
      host.behave = () => behavior;
      assert.match((await problem()).message, reason);
      assert.equal(host.requests.length, requests);
      assert.deepEqual(await modelNames(), []);
      host.behave = () => ({});
      await assertWhole(await get());
    });

  it("goes on after a moment of trouble at the host", async () => {
    host.behave = () => (host.requests.length < 3 ? { status: 503 } : {});
    await assertWhole(await get());
  });

  it("refuses a file that is shorter at the host than what is there", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "model.gguf.part"), CONTENT.subarray(0, 800_000));
    host.behave = () => ({ length: 500_000 });
    assert.match((await problem()).message, /wrong size: 0\.5 MB instead of 1\.5 MB/);
  });

  it("follows a redirect to another host, with the range", async () => {
    await using other = await ModelHost.start();
    other.put("elsewhere.bin", CONTENT);
    other.behave = () => ({ etag: '"other"', cutAfter: other.requests.length === 1 ? 700_000 : undefined });
    host.behave = () => ({ redirect: `${other.origin}/elsewhere.bin` });
    await assertWhole(await get());
    assert.match(other.requests.at(-1)?.range ?? "", /^bytes=[3-7]\d{5}-$/);
  });

  describe("from an encrypted address", () => {
    const secureSpec = (secure: SecureHost, proxy = "") =>
      specOf([{ ...file, url: `${secure.origin}/model.gguf` }], proxy);
    const redirect: RequestListener = ({ url = "" }, response) =>
      void response.writeHead(302, { location: host.origin + url }).end();
    const serve: RequestListener = (_request, response) => void response.end(CONTENT);

    it("comes where the certificate is known, and not where it isn't", async function () {
      {
        await using unknown = await SecureHost.start(serve, { isTrusted: false });
        if (!unknown) return this.skip();
        assert.match((await problem({}, secureSpec(unknown))).message, /is not secure/);
      }
      await using known = await SecureHost.start(serve);
      if (known) await assertWhole(await get({}, secureSpec(known)));
    });

    it("does not go on to one that isn't encrypted", async function () {
      await using secure = await SecureHost.start(redirect);
      if (!secure) return this.skip();
      assert.match((await problem({}, secureSpec(secure))).message, /unencrypted address \(127\.0\.0\.1/);
      assert.equal(host.requests.length, 0);
    });

    it("goes through a proxy's tunnel", async function () {
      await using secure = await SecureHost.start(serve);
      await using proxy = await TestProxy.start();
      if (!secure) return this.skip();
      await assertWhole(await get({}, secureSpec(secure, proxy.origin)));
      assert.deepEqual([...new Set(proxy.asked)], [new URL(secure.origin).host]);
    });
  });

  it("removes what arrived damaged, says so, and a retry works", async () => {
    host.files.set("/model.gguf", noise(BYTES, "another model"));
    const { message } = await problem();
    assert.match(message, /model\.gguf is damaged/);
    assert.deepEqual(await modelNames(), []);
    assert.equal(await partBytes(), undefined);
    host.files.set("/model.gguf", CONTENT);
    await assertWhole(await get());
  });

  it("sees that a resumed part was another file's, by the checksum", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "model.gguf.part"), noise(600_000, "what was there"));
    assert.match((await problem()).message, /is damaged/);
    await assertWhole(await get());
  });

  it("begins again where the part is longer than the file", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "model.gguf.part"), noise(2 * BYTES, "what was there"));
    await assertWhole(await get());
  });

  describe("of a file that is there", () => {
    beforeEach(async () => {
      await mkdir(folder);
    });

    it("verifies it, without a request", async () => {
      const path = join(folder, "model.gguf");
      await writeFile(path, CONTENT);
      await assertWhole(await get());
      assert.equal(host.requests.length, 0);
    });

    for (const { what, content } of [
      { what: "damaged", content: noise(BYTES, "damaged") },
      { what: "cut short", content: CONTENT.subarray(0, 1000) },
    ])
      it(`says that it is ${what}, leaves it alone, and replaces it when asked again`, async () => {
        const path = join(folder, "model.gguf");
        await writeFile(path, content);
        const { message, isMismatch } = await problem();
        assert.match(message, /model\.gguf doesn't match the catalog/);
        assert.ok(isMismatch);
        assert.ok((await readFile(path)).equals(content));
        host.behave = () => ({ status: 500 });
        await problem({ mode: "replace" });
        assert.ok((await readFile(path)).equals(content), "it is replaced by a whole file only");
        host.behave = () => ({});
        await assertWhole(await get({ mode: "replace" }));
      });

    it("reads it when it is to be verified, whatever was noted of it, and asks nobody", async () => {
      const path = await get();
      const { length } = host.requests;
      const written = new Date("2026-01-01");
      await utimes(path, written, written);
      await assertWhole(await get({ mode: "verify" }));
      // A disk that forgets tells nobody.
      await writeFile(path, noise(BYTES, "rotten"));
      await utimes(path, written, written);
      assert.equal(await verificationOf(path, await stat(path)), "verified");
      const { message, isMismatch } = await problem({ mode: "verify" });
      assert.match(message, /model\.gguf doesn't match the catalog/);
      assert.ok(isMismatch);
      assert.equal(await verificationOf(path, await stat(path)), "changed");
      await rm(path);
      assert.match((await problem({ mode: "verify" })).message, /can't be verified/);
      assert.equal(host.requests.length, length);
    });

    it("sees that it changed after it was verified, and verifies it again", async () => {
      const path = await get();
      const later = new Date(Date.now() + 60_000);
      await utimes(path, later, later);
      assert.equal(await verificationOf(path, await stat(path)), "changed");
      await assertWhole(await get());
      await writeFile(path, noise(BYTES, "changed"));
      assert.match((await problem()).message, /doesn't match the catalog/);
      assert.equal(await verificationOf(path, await stat(path)), "changed");
    });
  });

  describe("of a model in parts", () => {
    const contents = ["one", "two", "three"].map((seed, i) => noise(100_000 * (i + 1), seed));
    const names = contents.map((_, i) => `big-0000${i + 1}-of-00003.gguf`);
    let files: FileSpec[];
    beforeEach(() => {
      files = contents.map((content, i) => host.put(names[i] ?? "", content));
    });

    it("gets all of them, and answers the first one", async () => {
      const totals: number[] = [];
      const path = await get({ onProgress: (_state, bytes) => totals.push(bytes) }, specOf(files));
      assert.equal(path, join(folder, names[0] ?? ""));
      assert.deepEqual((await modelNames()).toSorted(), names);
      assert.equal(Math.max(...totals), 600_000);
      for (const [i, name] of names.entries()) await assertWhole(join(folder, name), contents[i]);
    });

    it("gives none its name before all are whole", async () => {
      host.behave = (path) => (path.includes("00002") ? { status: 404 } : {});
      assert.match((await problem({}, specOf(files))).message, /doesn't have big-00002/);
      assert.deepEqual(await modelNames(), []);
      host.behave = () => ({});
      host.files.set(`/${names[2]}`, noise(300_000, "damaged"));
      assert.match((await problem({}, specOf(files))).message, /big-00003-of-00003\.gguf is damaged/);
      assert.deepEqual(await modelNames(), []);
      host.files.set(`/${names[2]}`, contents[2] ?? Buffer.alloc(0));
      await get({}, specOf(files));
      assert.deepEqual((await modelNames()).toSorted(), names);
    });
  });

  describe("through a proxy", () => {
    it("asks the proxy for everything", async () => {
      await using proxy = await TestProxy.start();
      await assertWhole(await get({}, specOf([file], proxy.origin)));
      assert.deepEqual(proxy.asked, [file.url]);
    });

    describe("of the environment", () => {
      const names = ["HTTP_PROXY", "NO_PROXY"];
      const before = names.map((name) => process.env[name]);
      afterEach(() => {
        for (const [index, name] of names.entries()) {
          const value = before[index];
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      });
      const far = () => ({ ...file, url: file.url.replace(host.origin, "http://models.example") });

      it("asks it where no setting names one", async () => {
        await using proxy = await TestProxy.start({ to: host.origin });
        process.env.HTTP_PROXY = proxy.origin;
        await assertWhole(await get({}, specOf([far()])));
        assert.deepEqual(proxy.asked, [far().url]);
      });

      it("asks the setting's where there is one", async () => {
        await using proxy = await TestProxy.start({ to: host.origin });
        process.env.HTTP_PROXY = "http://127.0.0.1:1";
        await assertWhole(await get({}, specOf([far()], proxy.origin)));
      });

      it("asks none for what is kept from it", async () => {
        await using proxy = await TestProxy.start({ to: host.origin });
        process.env.HTTP_PROXY = proxy.origin;
        process.env.NO_PROXY = "example";
        await problem({}, specOf([far()]));
        assert.deepEqual(proxy.asked, []);
      });

      it("says which one can't be reached", async () => {
        process.env.HTTP_PROXY = "127.0.0.1:1";
        assert.match(
          (await problem({}, specOf([far()]))).message,
          /^models\.example can't be reached: the connection was refused \(through the proxy 127\.0\.0\.1:1\)\.$/,
        );
      });
    });

    it("says that it wants a password, or that it isn't there", async () => {
      await using proxy = await TestProxy.start({ password: "ann:secret" });
      assert.match(
        (await problem({}, specOf([file], proxy.origin))).message,
        /requires a user name and password/,
      );
      const named = proxy.origin.replace("//", "//ann:secret@");
      await assertWhole(await get({}, specOf([file], named)));
      await rm(join(folder, "model.gguf"));
      const gone = await problem({}, specOf([file], "http://127.0.0.1:1"));
      assert.match(gone.message, /can't be reached/);
      assert.match(inEnglish(gone.advice), /ossicle\.download\.proxy/);
    });
  });

  describe("on a disk", () => {
    it("without the room for it does not begin", async () => {
      const { message, advice } = await problem({ freeBytes: async () => 100e6 });
      assert.match(message, /has 0\.1 GB of free disk space, but the download needs 0\.3 GB more/);
      assert.match(inEnglish(advice), /ossicle\.download\.folder/);
      assert.equal(host.requests.length, 0);
      await assertWhole(await get());
    });

    it("that gets full keeps what has arrived, and goes on once there is room", async function () {
      const disk = mountedDisk(folder, "1m");
      if (!disk) return this.skip();
      try {
        const { message } = await problem({ freeBytes: async () => 1e12 });
        assert.match(message, /The disk with .* is full/);
        assert.deepEqual(await modelNames(), []);
        assert.ok(((await partBytes()) ?? 0) > 500_000);
        disk.resize("8m");
        await assertWhole(await get({ freeBytes: async () => 1e12 }));
        assert.equal(statfsSync(folder).type, 0x01021994, "it is the disk that was full");
      } finally {
        disk.release();
      }
    });

    it("that can't be written says so", async function () {
      const disk = mountedDisk(folder, "8m");
      if (!disk) return this.skip();
      try {
        disk.protect();
        assert.match((await problem()).message, /models isn't writable/);
      } finally {
        disk.release();
      }
    });

    it("where it may not write says so", async function () {
      // Root may write everywhere.
      if (process.getuid?.() === 0 || process.platform === "win32") return this.skip();
      await mkdir(folder);
      await chmod(folder, 0o500);
      assert.match((await problem()).message, /models isn't writable/);
      await chmod(folder, 0o700);
      await assertWhole(await get());
    });

    it("where a file stands in the folder's place says so", async () => {
      await writeFile(folder, "");
      assert.match((await problem()).message, /models can't be used/);
      await rm(folder);
      await assertWhole(await get());
    });
  });
});

function randomNumbers(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  });
}

/** A disk of its own at `path`, where this user may mount one. */
function mountedDisk(path: string, size: string) {
  const mount = (options: string) =>
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path], { stdio: "ignore" });
  try {
    execFileSync("mkdir", ["-p", path]);
    mount(`size=${size}`);
  } catch {
    return undefined;
  }
  const remount = (options: string) =>
    execFileSync("mount", ["-o", `remount,${options}`, path], { stdio: "ignore" });
  return {
    resize: (larger: string) => remount(`size=${larger}`),
    protect: () => remount("ro"),
    release: () => execFileSync("umount", ["-l", path], { stdio: "ignore" }),
  };
}

/** An HTTP proxy that notes what it is asked for. */
class TestProxy implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #tunnels: Duplex[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param to the origin that is asked, whatever is wanted */
  static async start({ password, to }: { password?: string; to?: string } = {}): Promise<TestProxy> {
    const server = createServer();
    const proxy = new TestProxy(server);
    const isAllowed = (header: string | undefined) =>
      password === undefined || header === `Basic ${Buffer.from(password).toString("base64")}`;
    server.on("request", async (request, response) => {
      if (!isAllowed(request.headers["proxy-authorization"])) return void response.writeHead(407).end();
      proxy.asked.push(request.url ?? "");
      const { range, "if-range": ifRange } = request.headers;
      const { pathname } = new URL(request.url ?? "");
      const answer = await fetch(to === undefined ? (request.url ?? "") : `${to}${pathname}`, {
        headers: { ...(range ? { range } : {}), ...(ifRange ? { "if-range": String(ifRange) } : {}) },
      });
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    server.on("connect", ({ url = "" }, socket, head) => {
      proxy.asked.push(url);
      const { hostname, port } = new URL(`http://${url}`);
      const target = connect(Number(port), hostname, () => {
        socket.write("HTTP/1.1 200 Connected\r\n\r\n");
        target.write(head);
        socket.pipe(target).pipe(socket);
      });
      proxy.#tunnels.push(target, socket);
      for (const end of [socket, target]) end.on("error", () => undefined);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return proxy;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tunnel of this.#tunnels) tunnel.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
