import assert from "node:assert/strict";
import { environmentProxy } from "../../../../../language-server/engine/download/environment-proxy.ts";

const SECURE = "https://models.example/a.gguf";
const PLAIN = "http://models.example/a.gguf";
const proxyFor = (url: string, environment: Record<string, string>) =>
  environmentProxy(new URL(url), environment);

describe("the environment's proxy", () => {
  const named: [string, string, Record<string, string>, string][] = [
    ["none", SECURE, {}, ""],
    ["its own variable", SECURE, { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://q:1" }, "http://p:1"],
    ["its own variable, in small letters", SECURE, { https_proxy: "http://p:1" }, "http://p:1"],
    ["that for HTTP, as VS Code does", SECURE, { HTTP_PROXY: "http://p:1" }, "http://p:1"],
    ["that for HTTP, in small letters", PLAIN, { http_proxy: "http://p:1" }, "http://p:1"],
    ["that for everything", SECURE, { ALL_PROXY: "http://p:1" }, "http://p:1"],
    ["that for everything, in small letters", PLAIN, { all_proxy: "http://p:1" }, "http://p:1"],
    ["not that for HTTPS on HTTP", PLAIN, { HTTPS_PROXY: "http://p:1" }, ""],
    ["an address without a scheme", SECURE, { HTTPS_PROXY: " proxy:3128 " }, "http://proxy:3128"],
    ["a name and a password", SECURE, { HTTPS_PROXY: "http://a:b@p:1" }, "http://a:b@p:1"],
    ["a proxy that is spoken to in TLS", SECURE, { HTTPS_PROXY: "https://p:1" }, "https://p:1"],
    ["an empty variable", SECURE, { HTTPS_PROXY: "", HTTP_PROXY: "http://p:1" }, "http://p:1"],
    ["nothing for this machine", "http://localhost:8080/a", { HTTP_PROXY: "http://p:1" }, ""],
    ["nothing for an address of this machine", "http://127.0.0.2/a", { HTTP_PROXY: "http://p:1" }, ""],
    ["nothing for this machine in IPv6", "http://[::1]:80/a", { HTTP_PROXY: "http://p:1" }, ""],
  ];
  for (const [what, url, environment, wanted] of named)
    it(`is ${what}`, () => assert.equal(proxyFor(url, environment), wanted));

  for (const value of ["socks5://p:1080", "http://p:port", "ftp://p"])
    it(`is refused, by its variable's name alone, where it can't be used: ${value}`, () =>
      assert.throws(
        () => proxyFor(SECURE, { all_proxy: value }),
        /^Error: The environment variable all_proxy isn't the address of an HTTP proxy\.$/,
      ));

  const exempt: [string, string, boolean][] = [
    ["*", SECURE, true],
    ["models.example", SECURE, true],
    ["MODELS.EXAMPLE", SECURE, true],
    ["example", SECURE, true],
    [".example", SECURE, true],
    ["*.example", SECURE, true],
    ["models.*", SECURE, true],
    [".models.example", SECURE, true],
    ["dels.example", SECURE, false],
    ["other.example", SECURE, false],
    ["models.example.org", SECURE, false],
    ["models.example:443", SECURE, true],
    ["models.example:80", SECURE, false],
    ["models.example:80", PLAIN, true],
    ["models.example:8443", "https://models.example:8443/a", true],
    ["a.example, b.example;c.example models.example", SECURE, true],
    ["10.1.2.3", "http://10.1.2.3/a", true],
    ["10.1.2.3:8080", "http://10.1.2.3:8080/a", true],
    ["10.0.0.0/8", "http://10.1.2.3/a", true],
    ["10.0.0.0/8", "http://11.1.2.3/a", false],
    ["10.*", "http://10.1.2.3/a", true],
    ["10.0.0.0/99", "http://10.1.2.3/a", false],
    ["fd00::/8", "http://[fd00::1]/a", true],
    ["fd00::1", "http://[fd00::1]/a", true],
    ["[fd00::1]:8080", "http://[fd00::1]:8080/a", true],
    ["[fd00::1]:8080", "http://[fd00::1]/a", false],
    ["10.0.0.0/8", "http://[fd00::1]/a", false],
    ["", SECURE, false],
    [", ,", SECURE, false],
    ["models.example.", SECURE, true],
  ];
  for (const [list, url, isExempt] of exempt)
    it(`NO_PROXY "${list}" ${isExempt ? "keeps" : "doesn't keep"} ${new URL(url).host} from it`, () => {
      for (const name of ["NO_PROXY", "no_proxy"])
        assert.equal(
          proxyFor(url, { HTTPS_PROXY: "http://p:1", HTTP_PROXY: "http://p:1", [name]: list }),
          isExempt ? "" : "http://p:1",
        );
    });
});
