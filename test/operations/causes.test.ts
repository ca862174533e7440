import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, describe, it } from "vitest";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { closeDatabase } from "@/server/database/database";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { seededFaults, type SeededFault } from "./causes-faults";
import { callerOn } from "./demo-caller";

const databaseUrl = `file:${path.join(mkdtempSync(path.join(tmpdir(), "heddle-")), "causes.db")}`;
const call = { purpose: "test" };
const range = { kind: "relative" as const, durationMs: 120_000 };
const scope = { cluster: "", namespaces: [], range };

describe.skipIf(targetKind === "bed")("why this code, on seeded faults of the demo mesh", () => {
  let target: ContractTarget;
  let aheadMs = 0;
  const nowMs = () => Date.now() + aheadMs;
  const asAda = () => callerOn(target.sources, "ada", databaseUrl, nowMs);

  beforeAll(async () => {
    target = await startTarget({ nowMs });
  });
  afterAll(async () => {
    await closeDatabase(databaseUrl);
    await target.close();
  });

  /** Writes the fault through the API server and gives what takes it back. */
  async function seed(fault: SeededFault): Promise<() => Promise<void>> {
    const { kubernetes } = target.sources;
    const before: (readonly [Manifest, Manifest | undefined, "status" | undefined])[] = [];
    if (fault.scenario !== undefined) target.demo?.control.set(fault.scenario);
    for (const manifest of fault.put ?? []) {
      const old = await kubernetes.get(refFromManifest(manifest), call);
      before.push([manifest, old, undefined]);
      await kubernetes.apply(manifest, { dryRun: false, force: true }, call);
    }
    for (const change of fault.change ?? []) {
      const group = change.apiVersion.includes("/") ? (change.apiVersion.split("/")[0] ?? "") : "";
      const refs =
        change.name === undefined
          ? (await kubernetes.list(group, change.kind, call, [change.namespace])).data
              .filter(({ metadata }) => metadata.labels?.["app"] === change.labels?.["app"])
              .map(refFromManifest)
          : [{ ...change, name: change.name }];
      for (const ref of refs) {
        const old = await kubernetes.get(ref, call);
        if (old === undefined) throw new Error(`there is no ${ref.kind} ${ref.name}`);
        before.push([old, old, change.subresource]);
        await kubernetes.replace(change.edit(old), { dryRun: false, subresource: change.subresource }, call);
      }
    }
    return async () => {
      for (const [written, old, subresource] of before.toReversed()) {
        const ref = refFromManifest(written);
        const now = await kubernetes.get(ref, call);
        if (old === undefined && now !== undefined)
          await kubernetes.remove(
            ref,
            { uid: now.metadata.uid, resourceVersion: now.metadata.resourceVersion },
            { dryRun: false },
            call,
          );
        else if (old !== undefined && now !== undefined) {
          const { resourceVersion } = now.metadata;
          await kubernetes.replace(
            { ...old, metadata: { ...old.metadata, resourceVersion } },
            { dryRun: false, subresource },
            call,
          );
        }
      }
      target.demo?.control.set("healthy");
      await settle(600_000);
    };
  }

  /** Waits until controllers and watches have caught up with the store, and lets time pass in the mesh. */
  async function settle(passMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 150));
    aheadMs += passMs;
  }

  const ask = async (fault: SeededFault) => {
    const edge = { source: fault.source, destination: fault.destination };
    const { data } = await asAda().causes.observed({ scope, edge });
    const symptom = data.symptoms.find(
      ({ flag, reporter }) =>
        fault.pick === undefined ||
        (flag.split(",").includes(fault.pick.flag) && (fault.pick.reporter ?? "source") === reporter),
    );
    if (symptom === undefined) return { symptom: "none", causes: [] };
    const { code, flag, grpcStatus, protocol, reporter } = symptom;
    const answer = await asAda().causes.explain({
      scope,
      edge,
      symptom: {
        code,
        flag,
        grpcStatus,
        protocol,
        reporter: reporter === "source" ? "source" : "destination",
      },
    });
    return { symptom: `${reporter} ${code} ${flag}`, causes: answer.data.causes };
  };

  it("names the cause first in at least 85 %, and among the first three in 95 %", async () => {
    const faults = seededFaults(nowMs);
    const rows: { name: string; expected: string; symptom: string; place: number; got: string }[] = [];
    for (const fault of faults) {
      const undo = await seed(fault);
      await settle(180_000);
      const { symptom, causes } = await ask(fault);
      const place = causes.findIndex(({ id }) => id === fault.expected) + 1;
      const got = causes
        .slice(0, 4)
        .map(({ id, points }) => `${id} ${points}`)
        .join(", ");
      rows.push({ name: fault.name, expected: fault.expected, symptom, place, got });
      await undo();
    }
    const missed = rows.filter(({ place }) => place !== 1);
    // oxlint-disable-next-line no-console -- which faults were missed is what the suite is run for
    if (missed.length > 0) console.table(missed);
    const share = (most: number) =>
      rows.filter(({ place }) => place > 0 && place <= most).length / rows.length;
    expect(rows.length).toBeGreaterThanOrEqual(15);
    expect(share(1)).toBeGreaterThanOrEqual(0.85);
    expect(share(3)).toBeGreaterThanOrEqual(0.95);
  }, 240_000);

  const healthy = { source: "orders/checkout-v1", destination: "orders/shipping" };
  const failing = { code: 503, flag: "UF" };

  it("goes on without metrics, proxies and control plane, and says what it could not learn", async () => {
    const nowhere = "http://127.0.0.1:9";
    const { own: sources } = target.withConfig((config) => ({
      ...config,
      ...(config.prometheus === undefined ? {} : { prometheus: { ...config.prometheus, url: nowhere } }),
      ...(config.envoy === undefined ? {} : { envoy: { ...config.envoy, url: nowhere } }),
      ...(config.istiod === undefined
        ? {}
        : { istiod: { ...config.istiod, url: [{ name: "istiod-1", url: nowhere }] } }),
    }));
    const caller = callerOn(sources, "ada", databaseUrl, nowMs);
    const observed = await caller.causes.observed({ scope, edge: healthy });
    expect(observed.data).toEqual({ symptoms: [] });
    expect(observed.warnings.map(({ source }) => source)).toContain("prometheus");
    const { data, warnings } = await caller.causes.explain({ scope, edge: healthy, symptom: failing });
    expect(data.unknown).toEqual(expect.arrayContaining(["traffic", "live"]));
    expect(new Set(warnings.map(({ source }) => source))).toEqual(new Set(["prometheus", "envoy", "istiod"]));
    expect(data.causes.length).toBeGreaterThan(0);
    expect(data.causes.map(({ level }) => level)).not.toContain("sure");
  });

  it("knows hosts outside of the registry, callers that are gone, and an edge with one end", async () => {
    const ask = async (edge: { source?: string; destination?: string; proxy?: string }) =>
      (await asAda().causes.explain({ scope, edge, symptom: failing })).data;
    const unheard = await ask({ source: "orders/checkout-v1", destination: "api.unknown.example" });
    expect(unheard.destination).toMatchObject({ host: "api.unknown.example", workloads: [] });
    const gone = await ask({ source: "orders/nobody", destination: "orders/shipping" });
    expect(gone.caller).toEqual({ namespace: "orders", name: "nobody" });
    expect(gone.unknown).toContain("routing");
    expect((await ask({ destination: "shipping.orders" })).destination.host).toBeDefined();
    const pod = target.demo?.world.spec.workloads.find(({ name }) => name === "checkout-v1")?.pods[1]?.name;
    expect((await ask({ proxy: `orders/${pod}`, destination: "orders/shipping" })).caller?.pod).toBe(pod);
  });

  it("refuses an edge without ends and a flag that is none, naming the field", async () => {
    const { explain, observed } = asAda().causes;
    await expect(observed({ scope, edge: {} })).rejects.toThrow(
      /name the caller, its proxy, or the destination/,
    );
    await expect(explain({ scope, edge: healthy, symptom: { code: 503, flag: "U F" } })).rejects.toThrow(
      /response flag/,
    );
    await expect(explain({ scope, edge: healthy, symptom: { code: 999 } })).rejects.toThrow(/599/);
  });

  it("lists every flag of Envoy with its status and who answers", async () => {
    const glossary = await asAda().causes.flags();
    expect(glossary.flags).toHaveLength(30);
    expect(glossary.flags.find(({ flag }) => flag === "NC")).toMatchObject({
      status: 503,
      answeredBy: "this_proxy",
    });
    expect(glossary.grpcStatuses[14]).toEqual({ status: 14, name: "UNAVAILABLE" });
  });
});
