import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase } from "@/server/database/database";
import { bookinfo, changesMesh, split } from "./changes-mesh";
import { freshDatabaseUrl } from "./fresh-database";

let mesh: ReturnType<typeof changesMesh>;
beforeEach(async () => {
  mesh = changesMesh(bookinfo, await freshDatabaseUrl());
});
afterEach(() => closeDatabase(mesh.databaseUrl));

const counter = (response_code: string, value: number) => ({
  labels: { response_code, response_flags: "-", source_workload: "productpage-v1", pod: "p" },
  value,
  timeMs: 0,
});

/** A change, a minute of waiting, and the effect that is then measured. */
async function effectAfterAMinute() {
  const ada = mesh.as("ada");
  const { data } = await ada.changes.plan({ cluster: "east", request: split({ v1: 90, v2: 10 }) });
  const { id } = await ada.changes.applyPlan({ planHash: data.planHash, reason: "canary" });
  mesh.state.nowMs += 60_000;
  return (await ada.changes.verify({ changeId: id })).data.effect;
}

describe("the effect of a change on requests", () => {
  it("is the difference of the counters before and since", async () => {
    const writtenMs = mesh.state.nowMs;
    mesh.state.samplesAt = (timeMs) =>
      timeMs < writtenMs
        ? [counter("200", 1000)]
        : timeMs < writtenMs + 60_000
          ? [counter("200", 1300)]
          : [counter("200", 1390), counter("503", 10)];
    const effect = await effectAfterAMinute();
    expect(effect?.before).toMatchObject({ requests: 300, errorPercent: 0 });
    expect(effect?.after).toMatchObject({ requests: 100, errorPercent: 10 });
  });

  it("is unknown before a Prometheus that had not begun to measure, not the counter's whole life", async () => {
    const writtenMs = mesh.state.nowMs;
    mesh.state.samplesAt = (timeMs) => (timeMs < writtenMs ? [] : [counter("200", 1300)]);
    const effect = await effectAfterAMinute();
    expect(effect).toBeDefined();
    expect(effect?.before).toBeUndefined();
    expect(effect?.after).toMatchObject({ requests: 0 });
  });
});
