import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Manifest } from "@/lib/config/manifest";
import type { ConfigChange } from "@/lib/proxies/diff/change";
import { targetKind } from "../contract/target";
import { edits, unrelated } from "./diff-edits";
import { startDiffMesh, type DiffMesh } from "./diff-mesh";

const lineOf = ({ kind, section, resource, pathText }: ConfigChange) =>
  `${kind} ${section} ${resource} ${pathText}`;
const causeOf = ({ cause }: ConfigChange) =>
  cause === undefined ? "" : `${cause.kind} ${cause.namespace}/${cause.name ?? "?"}`;

describe.skipIf(targetKind === "bed")("known edits of the demo mesh", () => {
  let mesh: DiffMesh;
  const tally = { changes: 0, attributed: 0 };
  beforeAll(async () => {
    mesh = await startDiffMesh();
  });
  afterAll(() => mesh.target.close());

  it.each(edits)("$title", async ({ proxy, act, finds, only, cause }) => {
    const { changes } = await mesh.diffOf(proxy, () => act(mesh));
    const lines = changes.map(lineOf);
    for (const pattern of finds) expect(lines).toContainEqual(expect.stringMatching(pattern));
    expect(lines.filter((line) => !only.test(line))).toEqual([]);
    tally.changes += changes.length;
    tally.attributed += changes.filter((change) => cause.test(causeOf(change))).length;
  });

  it("names the edited object for nearly every change", () => {
    expect(tally.attributed / tally.changes).toBeGreaterThanOrEqual(0.95);
  });

  it("finds nothing when an object is written that the proxy does not see", async () => {
    const proxy = { namespace: "shop", app: "storefront" };
    const [before] = [await mesh.dump(proxy)];
    await mesh.put(unrelated as Manifest);
    mesh.turnOn(60_000);
    expect((await mesh.compare(proxy, before, await mesh.dump(proxy), {})).changes).toEqual([]);
  });

  it("finds nothing between two reads of one proxy, by hash and without parsing", async () => {
    const proxy = { namespace: "shop", app: "storefront" };
    const [one, other] = [await mesh.dump(proxy), await mesh.dump(proxy)];
    const diff = await mesh.compare(proxy, one, other, {});
    expect(diff.changes).toEqual([]);
    expect(diff.sections.every(({ equalMeaning, changed }) => equalMeaning === 0 && changed === 0)).toBe(
      true,
    );
  });

  it("finds only what is each pod's own between two pods of a workload", async () => {
    const proxy = { namespace: "shop", app: "storefront" };
    const diff = await mesh.compare(proxy, await mesh.dump(proxy, 0), await mesh.dump(proxy, 1), {}, true);
    expect(diff.changes.filter(({ expected }) => expected === undefined).map(lineOf)).toEqual([]);
    expect(diff.changes.map(({ expected }) => expected)).toContain("node");
    expect(diff.changes.map(({ expected }) => expected)).toContain("certificate");
  });
});
