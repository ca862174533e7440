import { describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import { readMarks, withMarks, withoutMarks, type NewMarks } from "@/lib/delivery/marks";
import { runAnnotations } from "@/lib/delivery/run-annotations";

const route = (spec: Record<string, unknown>, annotations?: Record<string, string>): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "cart", namespace: "shop", ...(annotations === undefined ? {} : { annotations }) },
  spec,
});
const hash = (manifest: Manifest | undefined) => JSON.stringify(manifest?.spec ?? null);
const marks: NewMarks = { runId: "run-1", kind: "canary", step: "0", run: { plan: "p" } };

describe("the marks of a run", () => {
  it("keep the object as it was before the first write, through every later one", () => {
    const first = withMarks(route({ weight: 5 }), route({ weight: 0 }, { team: "a" }), marks, hash);
    const second = withMarks(route({ weight: 50 }), first, { ...marks, step: "1" }, hash);
    expect(readMarks(second)).toMatchObject({
      runId: "run-1",
      step: "1",
      preImageHash: '{"weight":0}',
      record: {
        run: { plan: "p" },
        preImage: { manifest: { spec: { weight: 0 }, metadata: { annotations: { team: "a" } } } },
      },
    });
  });

  it("remember that there was no object", () => {
    const made = withMarks(route({}), undefined, marks, hash);
    expect(readMarks(made)?.record?.preImage).toEqual({ absent: true });
  });

  it("go without a trace", () => {
    for (const annotations of [undefined, { team: "a" }]) {
      const before = route({}, annotations);
      expect(withoutMarks(withMarks(before, before, marks, hash))).toEqual(before);
    }
  });

  it("do not take over another run's pre-image", () => {
    const other = withMarks(route({ weight: 5 }), route({ weight: 0 }), { ...marks, runId: "run-0" }, hash);
    const taken = withMarks(route({ weight: 9 }), other, marks, hash);
    expect(readMarks(taken)?.preImageHash).toBe('{"weight":5}');
  });

  it("say when the fault ends, and leave out what no annotation could hold", () => {
    const large = route({ note: "x".repeat(200_000) });
    const marked = withMarks(large, large, { ...marks, kind: "fault", expiresAtMs: 1_800_000_000_000 }, hash);
    expect(readMarks(marked)).toMatchObject({ kind: "fault", expiresAtMs: 1_800_000_000_000 });
    expect(readMarks(marked)?.record).toEqual({ run: { plan: "p" } });
    expect(JSON.stringify(marked.metadata.annotations).length).toBeLessThan(262_144 - 1000);
  });

  it("are none where annotations are somebody else's or broken", () => {
    expect(readMarks(route({}, { [runAnnotations.id]: "x" }))).toBeUndefined();
    const broken = route(
      {},
      { [runAnnotations.id]: "x", [runAnnotations.kind]: "fault", [runAnnotations.record]: "{" },
    );
    expect(readMarks(broken)).toMatchObject({ runId: "x", kind: "fault" });
    expect(readMarks(broken)?.record).toBeUndefined();
  });
});
