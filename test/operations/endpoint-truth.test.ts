import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refFromManifest } from "@/lib/config/manifest";
import { isProtoObject, itemsField, textsField } from "@/lib/proxies/proto-json";
import type { EndpointsInput } from "@/server/operations/endpoints/input";
import type { ClusterSources } from "@/server/ports";
import { startTarget, targetKind, type ContractTarget } from "@/test/contract/target";
import { callerOn } from "./demo-caller";

let mesh: ContractTarget;
beforeAll(async () => {
  mesh = await startTarget({ seed: 5 });
});
afterAll(() => mesh.close());

const own = () => ({ namespace: mesh.namespace, name: mesh.service });
const read = async (
  input: Partial<EndpointsInput> & { name: string; namespace: string },
  sources?: ClusterSources,
) => callerOn(sources ?? mesh.sources).endpoints.read(input);
const problems = (answer: Awaited<ReturnType<typeof read>>) =>
  answer.data.rows.flatMap(({ address, differences }) =>
    differences.filter(({ severity }) => severity !== "info").map(({ code }) => `${address} ${code}`),
  );

describe("endpoint truth", () => {
  it("agrees in a mesh at rest: every pod of a service with versions, at a proxy that calls it", async () => {
    const answer = await read(own());
    expect(answer.warnings).toEqual([]);
    expect(answer.data.rows.length).toBeGreaterThan(1);
    expect(problems(answer)).toEqual([]);
    for (const row of answer.data.rows)
      expect([row.kubernetes.state, row.istiod.state, row.envoys[0]?.state]).toEqual([
        "ready",
        "healthy",
        "healthy",
      ]);
    expect(answer.data.clients).toHaveLength(1);
    expect(new Set(answer.evidence.map(({ source }) => source))).toEqual(
      new Set(["kubernetes", "istiod", "envoy", "prometheus"]),
    );
  });

  it("agrees for every service of the namespace, seen from two proxies", async () => {
    const { data: choices } = await callerOn(mesh.sources).endpoints.clients(own());
    const clients = choices.slice(0, 2).map(({ namespace, pod }) => ({ namespace, pod }));
    const services = await mesh.sources.kubernetes.list("", "Service", { purpose: "services" }, [
      mesh.namespace,
    ]);
    for (const { metadata } of services.data) {
      const answer = await read({ namespace: mesh.namespace, name: metadata.name, clients });
      expect([metadata.name, problems(answer)]).toEqual([metadata.name, []]);
      expect(answer.data.rows.every(({ envoys }) => envoys.length === clients.length)).toBe(true);
    }
  });

  it("offers the callers of the service first", async () => {
    const { data } = await callerOn(mesh.sources).endpoints.clients(own());
    // Nobody may be sending on the real mesh just now.
    const isAny = data.some(({ isCaller }) => isCaller === true);
    expect(data[0]?.isCaller).toBe(isAny);
    expect(isAny || targetKind === "bed").toBe(true);
    expect(data.every(({ type }) => type !== "ztunnel")).toBe(true);
  });

  it("knows no slices of a host outside and does not miss them", async () => {
    const { data } = await read({ namespace: "nowhere", name: "not.there.example" });
    expect(data.service.kind).toBe("unknown");
    expect(data.rows).toEqual([]);
  });

  it("keeps two columns while an Envoy is out of reach, and says why the third is unknown", async () => {
    const dead = mesh.withConfig((config) => ({
      ...config,
      envoy: { ...config.envoy, access: "direct", url: "http://127.0.0.1:9" },
    }));
    const answer = await read(own(), dead.own);
    expect(answer.data.clients[0]?.envoy).toMatchObject({ state: "unknown", reason: "refused" });
    for (const row of answer.data.rows) {
      expect([row.kubernetes.state, row.istiod.state]).toEqual(["ready", "healthy"]);
      expect(row.envoys.map(({ state }) => state)).toEqual(["unknown"]);
      expect(row.differences).toEqual([]);
    }
  });

  it("keeps the others while istiod is out of reach", async () => {
    const dead = mesh.withConfig((config) => ({
      ...config,
      istiod: { ...config.istiod, access: "direct", url: "http://127.0.0.1:9" },
    }));
    const answer = await read(own(), dead.own);
    expect(answer.data.istiod).toMatchObject({ state: "unknown", source: "istiod" });
    expect(problems(answer)).toEqual([]);
    for (const row of answer.data.rows)
      expect([row.kubernetes.state, row.istiod.state, row.envoys[0]?.state]).toEqual([
        "ready",
        "unknown",
        "healthy",
      ]);
  });

  it("compares every service at once, and finds none that differs at rest", async () => {
    const { data, warnings } = await callerOn(mesh.sources).endpoints.fleet({});
    expect(warnings).toEqual([]);
    expect(data.comparedCount).toBeGreaterThan(3);
    expect(data.clients.length).toBeGreaterThan(1);
    expect(new Set(data.clients.map((name) => name.split("/")[0])).size).toBe(data.clients.length);
    const differing = data.rows.filter(({ hasNoEndpoints }) => !hasNoEndpoints);
    expect(differing.map(({ name, codes }) => [name, codes])).toEqual([]);
    const { data: own } = await callerOn(mesh.sources).endpoints.fleet({ namespaces: [mesh.namespace] });
    expect(own.serviceCount).toBeLessThan(data.serviceCount);
  });

  it("makes only the column of a pod that is gone unknown", async () => {
    const { data: choices } = await callerOn(mesh.sources).endpoints.clients(own());
    const [first] = choices;
    const clients = [
      { namespace: first?.namespace ?? "", pod: first?.pod ?? "" },
      { namespace: mesh.namespace, pod: "gone-1" },
    ];
    const { data } = await read({ ...own(), clients });
    expect(data.clients.map(({ envoy }) => envoy.state)).toEqual(["known", "unknown"]);
    expect(data.rows[0]?.envoys.map(({ state }) => state)).toEqual(["healthy", "unknown"]);
  });
});

describe.skipIf(targetKind === "bed")("endpoint truth of the demo mesh", () => {
  const demo = () => {
    if (mesh.demo === undefined) throw new Error("needs the demo mesh");
    return mesh.demo;
  };

  it("names the setting that opens istiod's debug pages", async () => {
    demo().istiods.setDebugAccess({ namespace: "elsewhere" });
    try {
      const answer = await read(own(), mesh.withConfig((config) => config).own);
      expect(answer.data.istiod).toMatchObject({
        state: "unknown",
        reason: "forbidden",
        hint: expect.stringContaining("DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES"),
      });
    } finally {
      demo().istiods.setDebugAccess("open");
    }
  });

  it("calls a ServiceEntry's endpoints by what they are, and the slices not applicable", async () => {
    const { data } = await read({ namespace: "orders", name: "api.paygate.example" });
    expect(data.service.kind).toBe("service_entry");
    expect(data.notes.map(({ code }) => code)).toContain("service_entry");
    for (const row of data.rows) expect(row.kubernetes.state).toBe("not_applicable");
    expect(data.rows.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it("follows a pod that gets unready through all three, and names who is behind on the way", async () => {
    const call = { purpose: "the slice" };
    const kubernetes = mesh.sources.kubernetes;
    const slices = await kubernetes.list("discovery.k8s.io", "EndpointSlice", call, ["shop"]);
    const slice = slices.data.find(
      ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === "cart",
    );
    const [first, ...others] = itemsField(slice, "endpoints");
    if (slice === undefined || !isProtoObject(first)) throw new Error("no slice");
    const conditions = { ready: false, serving: false, terminating: false };
    const live = await kubernetes.get(refFromManifest(slice), call);
    const unready = { ...(live ?? slice), endpoints: [{ ...first, conditions }, ...others] };
    await kubernetes.replace(unready, { dryRun: false }, call);
    const address = textsField(first, "addresses")[0];
    const seen = new Set<string>();
    const settled = async () => {
      const { data } = await read({ namespace: "shop", name: "cart" });
      const row = data.rows.find((each) => each.address === address);
      for (const { code } of row?.differences ?? []) seen.add(code);
      return [row?.kubernetes.state, row?.istiod.state, row?.envoys[0]?.state];
    };
    await expect
      .poll(settled, { timeout: 40_000, interval: 300 })
      .toEqual(["not_ready", "unhealthy", "unhealthy"]);
    expect([...seen].every((code) => late.has(code))).toBe(true);
    const { data } = await read({ namespace: "shop", name: "cart" });
    expect(data.rows.find((each) => each.address === address)?.differences).toEqual([]);
    expect(data.rows.filter((each) => each.kubernetes.state === "ready")).toHaveLength(others.length);
  }, 60_000);
});

/** What may stand there between the write and the last acknowledgement. */
const late = new Set([
  "ready_but_unhealthy_at_istiod",
  "not_ready_but_healthy_at_istiod",
  "health_not_at_envoy",
  "stale_at_envoy",
]);
