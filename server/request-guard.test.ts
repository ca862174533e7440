import { expect, it } from "vitest";

type Request = { method: string; url: string; headers: Record<string, string | undefined> };
type Guard = {
  refusalOf: (request: Request, server: { host: string; allowedHosts: string[] }) => string | undefined;
};

/** server/main.js runs without a build step, so its parts are plain JavaScript without types. */
const guardFile: string = "./request-guard.js";
const { refusalOf }: Guard = await import(guardFile);

const server = { host: "127.0.0.1", allowedHosts: ["heddle.example"] };
const ask = (headers: Request["headers"], method = "GET", url = "/overview") =>
  refusalOf({ method, url, headers }, server);

it.each([
  "localhost:7717",
  "127.0.0.1:7717",
  "[::1]:7717",
  "10.1.2.3",
  "heddle.example",
  "heddle.example:443",
])("takes a request under %s", (host) => {
  expect(ask({ host })).toBeUndefined();
});

it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", undefined])(
  "refuses a request under %s, which a foreign page could have bound to this address",
  (host) => {
    expect(ask({ host })).toContain("server.allowedHosts");
  },
);

it("lets probes and scrapes come under any name", () => {
  for (const url of ["/healthz", "/readyz", "/metrics?x=1"]) {
    expect(ask({ host: "heddle.mesh.svc" }, "GET", url)).toBeUndefined();
  }
  expect(ask({ host: "heddle.mesh.svc" }, "GET", "/metrics/other")).toBeDefined();
});

it.each([
  [{ origin: "http://localhost:7717" }, true],
  [{ origin: "http://localhost:3000" }, false],
  [{ origin: "http://evil.example" }, false],
  [{ origin: "null" }, false],
  [{ origin: "nonsense" }, false],
  [{ "sec-fetch-site": "cross-site" }, false],
  [{ "sec-fetch-site": "same-origin" }, true],
  [{}, true],
])("takes a change with %o: %s", (headers, taken) => {
  expect(ask({ host: "localhost:7717", ...headers }, "POST", "/api/trpc/x") === undefined).toBe(taken);
});
