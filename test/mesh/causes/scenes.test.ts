import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTarget, type ContractTarget } from "@/test/contract/target";
import { readBed, type Bed } from "../bed-file";
import { applicationScenes } from "./application-scenes";
import { clusterScenes } from "./cluster-scenes";
import { routingScenes } from "./routing-scenes";
import { runScenes, type SceneResult } from "./run-scenes";

const found = readBed();
const scenes = [...applicationScenes, ...routingScenes, ...clusterScenes];

function lineOf({ name, symptom, expected, place, objects, causes }: SceneResult): string {
  const best = causes.slice(0, 4).map(({ id, points, facts }) => {
    const said = facts
      .filter(({ weight }) => weight !== 0)
      .map(({ id: fact, weight }) => `${fact} ${weight}`);
    return `\n    ${id} ${points}: ${said.join(", ")}`;
  });
  return `${name} [${symptom}] ${expected} at ${place} ${objects.join(" ")}${best.join("")}`;
}

describe.skipIf(found === undefined)("why this code, on destinations that fail as real ones do", () => {
  let mesh: ContractTarget;
  beforeAll(async () => {
    mesh = await startTarget();
  });
  afterAll(() => mesh?.close());

  it("names the cause first in at least 85 %, and among the first three in 95 %", async () => {
    const results = await runScenes(found as Bed, mesh, scenes);
    const missed = results.filter(({ place }) => place !== 1);
    const share = (most: number) =>
      results.filter(({ place }) => place > 0 && place <= most).length / results.length;
    // oxlint-disable-next-line no-console -- which faults were missed is what the suite is run for
    console.log(`first ${share(1)}, among three ${share(3)}\n${missed.map(lineOf).join("\n")}`);
    expect(results.length).toBeGreaterThanOrEqual(45);
    expect(share(1)).toBeGreaterThanOrEqual(0.85);
    expect(share(3)).toBeGreaterThanOrEqual(0.95);
  });
});
