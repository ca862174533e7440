import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceError } from "@/lib/errors";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { callerOn } from "./demo-caller";

let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(async () => {
  await target.close();
});

const catalog = { namespace: "shop", name: "catalog" };
const host = "catalog.shop.svc.cluster.local";

describe.skipIf(targetKind === "bed")("what applies to a service of the demo mesh", () => {
  it("is told as the busiest caller gets it: routes with origin, policy and both ends of mTLS", async () => {
    const { data } = await callerOn(target.sources).effective.service(catalog);
    expect(data.caller?.requestsPerSecond).toBeGreaterThan(0);
    const [view] = data.hosts;
    expect(view).toMatchObject({ host, port: 8080 });
    expect(view?.routes.at(-1)?.origin).toMatchObject({ ref: { kind: "VirtualService" } });
    const shares = view?.routes
      .at(-1)
      ?.destinations.map(({ subset, sharePercent }) => [subset, sharePercent]);
    expect(shares).toEqual([
      ["v1", 90],
      ["v2", 10],
    ]);
    expect(data.policies.map(({ subset }) => subset)).toEqual(["", "v1", "v2"]);
    expect(data.policies[0]?.connections.every(({ security }) => security.kind === "mutual_tls")).toBe(true);
  });

  it("says unknown, not allowed, of a request while the policies may not be read", async () => {
    const { sources } = target;
    const kubernetes = new Proxy(sources.kubernetes, {
      get(own, name) {
        const value: unknown = Reflect.get(own, name);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (name === "list" && args[1] === "AuthorizationPolicy") {
            const at = { source: "kubernetes", cluster: sources.name, reason: "forbidden" } as const;
            return Promise.reject(new SourceError("forbidden", at));
          }
          return Reflect.apply(value, own, args) as unknown;
        };
      },
    });
    const asked = callerOn({ ...sources, kubernetes }).effective.tryRequest({
      cluster: "",
      caller: { namespace: "shop", name: "storefront-v1" },
      host,
      port: 8080,
      method: "GET",
      path: "/",
      headers: {},
    });
    await expect(asked).rejects.toThrow(/Unknown: AuthorizationPolicy could not be read/);
  });

  it("is told as a gateway gets it, on the name that its clients ask for", async () => {
    const { data } = await callerOn(target.sources).effective.service({
      namespace: "shop",
      name: "storefront",
      caller: "istio-system/istio-ingressgateway",
    });
    expect(data.hosts.map((view) => view.host)).toContain("shop.example.com");
  });

  it("names an unknown service and an unknown caller", async () => {
    const caller = callerOn(target.sources);
    await expect(caller.effective.service({ namespace: "shop", name: "nope" })).rejects.toThrow(/nope/);
    await expect(caller.effective.service({ ...catalog, caller: "shop/nope" })).rejects.toThrow(/shop\/nope/);
  });

  it("says of every identity whether it may call, and who does", async () => {
    const { data } = await callerOn(target.sources).effective.access(catalog);
    const [first] = data.targets;
    const storefront = first?.callers.find(({ workloads }) => workloads.includes("storefront-v1"));
    expect(storefront).toMatchObject({ security: { kind: "mutual_tls" } });
    const denied = storefront?.cases.filter(({ verdict }) => verdict === "denied") ?? [];
    expect(denied.map(({ reason, policy }) => [reason, policy?.kind])).toEqual([
      ["deny_rule", "AuthorizationPolicy"],
    ]);
    expect(storefront?.requestsPerSecond).toBeGreaterThan(0);
    expect(first?.callers.some(({ kind }) => kind === "outside")).toBe(true);
  });

  it("follows one request to its destinations", async () => {
    const { data } = await callerOn(target.sources).effective.tryRequest({
      caller: { namespace: "shop", name: "storefront-v1" },
      host,
      port: 8080,
      path: "/products",
    });
    expect(data.outcome).toBe("forwarded");
    expect(
      data.destinations.flatMap(({ access }) => access.map(({ decision }) => decision?.outcome)),
    ).toEqual(["allow", "allow"]);
  });
});
