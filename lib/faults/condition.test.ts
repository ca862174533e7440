import { describe, expect, it } from "vitest";
import { conditionsNow } from "@/lib/faults/condition";
import { countedBetween, type Counted } from "@/lib/faults/counted";
import type { Labels, Sample } from "@/lib/telemetry/series";

const counted = (count: number, labels: Labels): Counted => ({ count, labels });
const ok = { response_code: "200", response_flags: "-" };
const success = (of: "target" | "callers", minPercent = 99) => ({ kind: "success" as const, of, minPercent });

describe("a condition on the share of successes", () => {
  const requests = [
    counted(900, ok),
    counted(100, { response_code: "503", response_flags: "FI" }),
    counted(2, { response_code: "0", response_flags: "DC" }),
  ];
  it("does not blame the service for what our fault answered, but tells callers of it", () => {
    const [target, callers] = conditionsNow([success("target"), success("callers")], {
      counted: { target: requests, callers: requests },
      figures: {},
    });
    expect(target).toMatchObject({ value: 100, requests: 902, holds: true });
    expect(callers).toMatchObject({ holds: false, requests: 1002 });
  });

  it.each([
    ["5xx", { response_code: "504" }],
    ["no answer", { response_code: "0", response_flags: "UF" }],
    ["a status of gRPC", { response_code: "200", grpc_response_status: "14" }],
  ])("counts %s as a failure", (_name, labels) => {
    const [now] = conditionsNow([success("target")], {
      counted: { target: [counted(100, labels)] },
      figures: {},
    });
    expect(now).toMatchObject({ value: 0, holds: false });
  });

  it("is not broken by chance with few requests, and not known without any", () => {
    const few = [counted(8, ok), counted(2, { response_code: "500" })];
    const of = (target: readonly Counted[] | undefined) =>
      conditionsNow([success("target")], { counted: target === undefined ? {} : { target }, figures: {} })[0];
    expect(of(few)?.holds).toBeUndefined();
    expect(of([counted(3, ok)])?.holds).toBe(true);
    expect(of([])).toEqual({ key: "0/success", condition: success("target") });
    expect(of(undefined)?.holds).toBeUndefined();
  });
});

describe("the other conditions", () => {
  it("count what was faster than the edge, without requests that our fault held back", () => {
    const latency = { kind: "latency" as const, of: "target" as const, edgeMs: 250, minPercent: 90 };
    const delayed = { response_code: "200", response_flags: "DI" };
    const [now] = conditionsNow([latency], {
      counted: { target: [counted(100, ok), counted(50, delayed)], "target_under/250": [counted(95, ok)] },
      figures: {},
    });
    expect(now).toMatchObject({ value: 95, requests: 100, holds: true });
  });

  it("compare a query's figure with its bounds, and know no answer from a bad one", () => {
    const queue = { kind: "promql" as const, name: "queue", query: "q", max: 10 };
    const of = (figure: number | null) =>
      conditionsNow([queue], { counted: {}, figures: { "0/promql": figure } })[0]?.holds;
    expect([of(10), of(11), of(null)]).toEqual([true, false, undefined]);
  });
});

describe("raw counter differences", () => {
  const sample = (value: number | null, pod: string): Sample => ({ labels: { pod }, timeMs: 0, value });
  it("start from zero at a restart, take a new series whole, and leave a lost one out", () => {
    const before = [sample(100, "a"), sample(50, "b"), sample(7, "gone")];
    const after = [sample(130, "a"), sample(4, "b"), sample(9, "new"), sample(null, "nan")];
    expect(countedBetween(before, after).map(({ count }) => count)).toEqual([30, 4, 9]);
  });
});
