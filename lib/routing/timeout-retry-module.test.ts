import { describe, expect, it } from "vitest";
import { specList } from "@/lib/config/clean-manifest";
import { timeoutRetryIntentSchema, type TimeoutRetryIntent } from "@/lib/routing/timeout-retry";
import { timeoutRetryModule } from "@/lib/routing/timeout-retry-module";
import { meshFromYaml } from "@/lib/xds/mesh-fixture";

const service = { namespace: "shop", name: "cart" };
const mesh = (http: string) =>
  meshFromYaml(
    `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec: {hosts: [cart], http: ${http}}
`,
    "shop",
  );
const destination = "route: [{destination: {host: cart}}]";
const write = (intent: TimeoutRetryIntent, http: string) => {
  const [object] = timeoutRetryModule.toManifests(intent, mesh(http));
  return object?.after === undefined ? undefined : specList(object.after, "http");
};

describe("timeouts and retries of a route", () => {
  it("keep fields of the retries that no form has", () => {
    const retries = { attempts: 3, perTryTimeoutMs: 250, retryOn: ["503", "reset"] };
    expect(
      write(
        { api: "istio", service, route: "", retries },
        `[{retries: {attempts: 1, retryRemoteLocalities: true}, timeout: 5s, ${destination}}]`,
      ),
    ).toEqual([
      {
        retries: {
          attempts: 3,
          retryRemoteLocalities: true,
          perTryTimeout: "0.25s",
          retryOn: "503,reset",
        },
        route: [{ destination: { host: "cart" } }],
      },
    ]);
  });

  it("say the same in other words, so nothing is written", () => {
    const http = `[{timeout: 1m0s, retries: {attempts: 2, retryOn: "5xx, reset"}, ${destination}}]`;
    const retries = { attempts: 2, retryOn: ["5xx", "reset"] };
    expect(write({ api: "istio", service, route: "", timeoutMs: 60_000, retries }, http)).toBeUndefined();
  });

  it("stand on the route that is named", () => {
    const http = `[{match: [{headers: {end-user: {exact: jason}}}], ${destination}}, {${destination}}]`;
    const routes = write(
      { api: "istio", service, route: "headers-end-user-exact-jason", timeoutMs: 1500 },
      http,
    );
    expect(routes?.map(({ timeout }) => timeout)).toEqual(["1.5s", undefined]);
    expect(() => write({ api: "istio", service, route: "gone", timeoutMs: 1 }, http)).toThrow(
      expect.objectContaining({ field: "route", reason: "route_missing" }),
    );
  });

  it("switch retries off with nothing beside the 0, which is all that istiod takes", () => {
    const retries = { attempts: 0, retryOn: [] };
    const routes = write(
      { api: "istio", service, route: "", retries },
      `[{retries: {attempts: 1, retryRemoteLocalities: true}, ${destination}}]`,
    );
    expect(routes?.[0]?.["retries"]).toEqual({ attempts: 0 });
  });

  it.each([
    ["retry_on", `[{retries: {attempts: 1, retryOn: "sometimes"}, ${destination}}]`],
    ["duration", `[{timeout: soon, ${destination}}]`],
  ])("that a form can't show are told as %s", (reason, http) => {
    expect(timeoutRetryModule.instances(mesh(http), service)).toMatchObject([
      { key: "", current: { ok: false, reason } },
    ]);
  });
});

describe("the form of timeouts and retries", () => {
  const issuesOf = (intent: object) =>
    timeoutRetryIntentSchema
      .safeParse({ api: "istio", service, route: "", ...intent })
      .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  it.each([
    [{ timeoutMs: 0 }, "timeoutMs: the shortest time is 1 ms; leave the field empty for the default"],
    [
      { backendTimeoutMs: 5 },
      "backendTimeoutMs: Istio limits one try with retries.perTryTimeoutMs: set that",
    ],
    [
      { route: "api", retryBudget: { percent: 20 } },
      "retryBudget: the budget is the whole service's: set it with the catch-all route",
    ],
    [
      { api: "gateway", port: 80, timeoutMs: 10, backendTimeoutMs: 20 },
      "backendTimeoutMs: one try can't take longer than the request (10 ms)",
    ],
    [
      { retries: { attempts: 2, retryOn: ["499"] } },
      "retries.retryOn.0: use a condition such as connect-failure, 5xx or unavailable, or a status code from 100 to 599",
    ],
  ])("refuses %j with the way out", (intent, expected) => {
    expect(issuesOf(intent)).toEqual([expected]);
  });
});
