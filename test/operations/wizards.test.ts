import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routingKinds } from "@/components/routing/wizard/routing-kinds";
import { intentSchemas, type IntentRequest } from "@/lib/changes/intent-schemas";
import { SourceError } from "@/lib/errors";
import type { ClusterSources } from "@/server/ports";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { callerOn } from "./demo-caller";

let target: ContractTarget;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const caller = (sources: ClusterSources = target.sources) => callerOn(sources);
const checkout = () => ({ namespace: target.namespace, name: target.service });
const optionsOf = async (kind: (typeof routingKinds)[number], sources?: ClusterSources) =>
  (await caller(sources).routing.options({ cluster: "", kind, target: checkout() })).data;

describe.skipIf(targetKind === "bed")("what a wizard says before anything is typed", () => {
  it.each(routingKinds)(
    "%s starts from something that its schema takes and the mesh can hold",
    async (kind) => {
      const { fits, start } = await optionsOf(kind);
      const fitting = fits.filter((fit) => fit.fits);
      expect(fitting.map(({ api }) => api)).toContain("istio");
      expect(Object.keys(start).toSorted()).toEqual(fitting.map(({ api }) => api).toSorted());
      const complete = Object.values(start).flatMap((intent) => {
        const parsed = intentSchemas[kind].safeParse(intent);
        return parsed.success ? [{ kind, intent: parsed.data } as unknown as IntentRequest] : [];
      });
      // A route and a fault have parts that only a person can choose.
      expect(complete.length > 0 || kind === "request_route" || kind === "fault").toBe(true);
      await Promise.all(complete.map((request) => caller().routing.preview({ cluster: "", request })));
    },
  );

  it("names callers, versions, ports, and who keeps the objects", async () => {
    const options = await optionsOf("timeout_retry");
    expect(options.versions.map(({ subset }) => subset)).toEqual(["v1", "v2"]);
    expect(options.ports.map(({ protocol }) => protocol)).toContain("http");
    expect(options.traffic?.callers.length).toBeGreaterThan(0);
    expect(options.objects.map(({ ref }) => ref.kind).toSorted()).toEqual([
      "DestinationRule",
      "VirtualService",
    ]);
    expect(options.objects.flatMap(({ owners }) => owners).length).toBeGreaterThan(0);
  });

  it("works without metrics, and says that they are missing", async () => {
    const down = new SourceError("no answer", {
      source: "prometheus",
      cluster: target.sources.name,
      reason: "timeout",
    });
    const metrics = new Proxy(target.sources.metrics, { get: () => () => Promise.reject(down) });
    const answer = await caller({ ...target.sources, metrics }).routing.options({
      cluster: "",
      kind: "mirror",
      target: checkout(),
    });
    expect(answer.data.traffic).toBeUndefined();
    expect(answer.data.versions.length).toBe(2);
    expect(answer.warnings.map(({ source }) => source)).toContain("prometheus");
  });

  it("refuses a service that is gone with a way out, and a kind that is none", async () => {
    const gone = { namespace: target.namespace, name: "nobody" };
    const asked = caller().routing.options({ cluster: "", kind: "fault", target: gone });
    await expect(asked).rejects.toThrow(/There is no service/);
    const kind = "teleport" as "fault";
    await expect(caller().routing.options({ cluster: "", kind, target: gone })).rejects.toThrow(
      /choose one of/,
    );
  });
});

describe.skipIf(targetKind === "bed")("a preview", () => {
  const mirror = (name: string) => ({
    kind: "mirror" as const,
    intent: {
      api: "istio" as const,
      service: checkout(),
      destination: { name, labels: { version: name } },
      mirrorPercent: 25,
    },
  });

  it("shows the same objects as the plan, and writes nothing", async () => {
    const shown = await caller().routing.preview({ cluster: "", request: mirror("v2") });
    const { data: plan } = await caller().changes.plan({ cluster: "", request: mirror("v2") });
    expect(shown.data.map(({ ref, after }) => ({ ref, after }))).toEqual(
      plan.objects.map(({ ref, after }) => ({ ref, after })),
    );
    expect((await optionsOf("mirror")).instances).toEqual([]);
  });

  it("names the field of what the mesh cannot hold", async () => {
    const intent = { ...mirror("v2").intent, service: { namespace: target.namespace, name: "nobody" } };
    const shown = caller().routing.preview({ cluster: "", request: { kind: "mirror", intent } });
    await expect(shown).rejects.toMatchObject({
      cause: { details: { field: "service", reason: "no_service" } },
    });
  });
});
