import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTarget, targetKind, type ContractTarget } from "../contract/target";
import { callerOn } from "./demo-caller";

const namespace = "shop";
let target: ContractTarget;
let pods: readonly string[] = [];
beforeAll(async () => {
  target = await startTarget();
  const { data } = await target.sources.kubernetes.list("", "Pod", { purpose: "test" }, [namespace]);
  pods = data
    .filter(({ metadata }) => metadata.labels?.["app"] === "storefront")
    .map(({ metadata }) => metadata.name);
});
afterAll(() => target.close());

const envoy = (pod: string | undefined) => ({
  cluster: "",
  namespace,
  pod: pod ?? "",
  view: "envoy" as const,
});

describe.skipIf(targetKind === "bed")("comparisons of configurations", () => {
  it("proves that a proxy is identical with itself", async () => {
    const { data } = await callerOn(target.sources).diff.read({
      left: envoy(pods[0]),
      right: envoy(pods[0]),
    });
    expect(data.summary).toMatchObject({ isIdentical: true, changes: 0, expected: 0 });
    expect(data.summary?.meaningHash.left).toBe(data.summary?.meaningHash.right);
    expect(data.left?.contentHash).toBe(data.right?.contentHash);
    expect(data.groups).toEqual([]);
  });

  it("keeps what is each pod's own apart, and lists it when asked", async () => {
    const pair = { left: envoy(pods[0]), right: envoy(pods[1]) };
    const { data } = await callerOn(target.sources).diff.read(pair);
    expect(data.summary).toMatchObject({ isIdentical: false, changes: 0 });
    expect(data.matching).toBe(0);
    const all = await callerOn(target.sources).diff.read({ ...pair, withExpected: true });
    expect(all.data.matching).toBe(data.summary?.expected);
    const [change] = all.data.groups.flatMap(({ changes }) => changes);
    const whole = await callerOn(target.sources).diff.change({ ...pair, id: change?.id ?? "" });
    expect(whole.data.before).not.toBe(whole.data.after);
  });

  it("tells unlike proxies apart in pages whose counts are exact, with live objects behind the groups", async () => {
    const { data: list } = await callerOn(target.sources).proxies.list({
      range: { kind: "relative", durationMs: 900_000 },
      namespaces: ["search"],
    });
    const other = list.rows.find(({ connection }) => connection === "connected")?.pod ?? "";
    const pair = { left: envoy(pods[0]), right: { ...envoy(other), namespace: "search" } };
    const read = callerOn(target.sources).diff.read;
    const { data } = await read({ ...pair, limit: 500 });
    const sum = (groups: typeof data.groups) => groups.reduce((all, { changes }) => all + changes.length, 0);
    expect(data.matching).toBeGreaterThan(10);
    const pages = [await read({ ...pair, limit: 7 }), await read({ ...pair, limit: 7, offset: 7 })];
    expect(pages.map((page) => [page.data.matching, sum(page.data.groups)])).toEqual([
      [data.matching, 7],
      [data.matching, Math.min(7, data.lines - 7)],
    ]);
    expect(sum(data.groups)).toBe(data.lines);
    const ids = pages.flatMap((page) =>
      page.data.groups.flatMap(({ changes }) => changes.map(({ id }) => id)),
    );
    expect(new Set(ids).size).toBe(Math.min(14, data.lines));
    const shown = data.groups.flatMap(({ changes }) => changes);
    expect(shown.reduce((count, { places }) => count + places, 0)).toBe(data.matching);
    const folded = shown.find(({ places }) => places > 1);
    const { data: places } = await callerOn(target.sources).diff.places({ ...pair, id: folded?.id ?? "" });
    expect(places).toHaveLength(folded?.places ?? 0);
    expect(new Set(places.map(({ resource }) => resource)).size).toBe(folded?.resources);
    const routes = await read({ ...pair, section: "routes", limit: 500 });
    expect(routes.data.matching).toBe(data.summary?.bySection.routes ?? 0);
    const known = data.groups.filter(({ cause }) => cause?.existsNow === true);
    expect(known.length).toBeGreaterThan(0);
    const { data: file } = await callerOn(target.sources).diff.export(pair);
    const parsed = JSON.parse(file.text) as { changes: unknown[] };
    expect(parsed.changes).toHaveLength((data.summary?.changes ?? 0) + (data.summary?.expected ?? 0));
    const { data: table } = await callerOn(target.sources).diff.export({ ...pair, format: "csv" });
    expect(table.text.split("\r\n").slice(0, 1)).toEqual([expect.stringContaining("kind,section,resource")]);
    expect(table.text.trimEnd().split("\r\n")).toHaveLength(parsed.changes.length + 1);
  });

  it("shows the whole resource of a change on both sides, and says when there is no such change", async () => {
    const pair = { left: envoy(pods[0]), right: envoy(pods[1]) };
    const { data } = await callerOn(target.sources).diff.read({ ...pair, withExpected: true });
    const shown = data.groups.flatMap(({ changes }) => changes);
    const node = shown.find(({ pathText }) => pathText === "node.id");
    const { data: both } = await callerOn(target.sources).diff.resource({ ...pair, id: node?.id ?? "" });
    const [before, after] = [both.before, both.after].map(
      (text) => JSON.parse(text) as { node: { id: string }; static_resources?: unknown },
    );
    expect([before?.node.id, after?.node.id]).toEqual(
      [node?.before, node?.after].map((value) => JSON.parse(value?.text ?? "") as unknown),
    );
    expect(before?.static_resources).toEqual(after?.static_resources);
    await expect(
      callerOn(target.sources).diff.resource({ ...pair, id: "routes/none" }),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("leaves the other side of a resource empty that only one side has", async () => {
    const { data: list } = await callerOn(target.sources).proxies.list({
      range: { kind: "relative", durationMs: 900_000 },
      namespaces: ["search"],
    });
    const other = list.rows.find(({ connection }) => connection === "connected")?.pod ?? "";
    const pair = { left: envoy(pods[0]), right: { ...envoy(other), namespace: "search" } };
    const { data } = await callerOn(target.sources).diff.read({ ...pair, kind: "removed", limit: 500 });
    const whole = data.groups.flatMap(({ changes }) => changes).find(({ pathText }) => pathText === "");
    const input = { ...pair, id: whole?.id ?? "" };
    const { data: both } = await callerOn(target.sources).diff.resource(input);
    expect(JSON.parse(both.before)).toMatchObject({ name: expect.any(String) });
    expect(both.after).toBe("");
    expect((await callerOn(target.sources).diff.change(input)).data).toEqual(both);
  });

  it("names the side that is gone and still tells the other", async () => {
    const { data, warnings } = await callerOn(target.sources).diff.read({
      left: envoy("storefront-gone"),
      right: envoy(pods[0]),
    });
    expect(data.left).toBeUndefined();
    expect(data.summary).toBeUndefined();
    expect(data.right?.label).toBe(`${namespace}/${pods[0] ?? ""}`);
    expect(warnings.map(({ reason, part }) => [reason, part])).toContainEqual([
      "not_found",
      expect.stringContaining(`${namespace}/storefront-gone`),
    ]);
  });

  it("compares Envoy with istiod without calling missing what istiod does not send", async () => {
    const { data } = await callerOn(target.sources).diff.read({
      left: envoy(pods[0]),
      right: { ...envoy(pods[0]), view: "istiod" },
    });
    expect(data.summary?.omissions.map(({ section }) => section)).toContain("secrets");
    expect(data.summary).toMatchObject({ changes: 0 });
  });

  it("groups the pods of a workload by what they run", async () => {
    const { data } = await callerOn(target.sources).diff.fleet({ namespace, workload: "storefront-v1" });
    expect(data).toMatchObject({ unread: [], skipped: 0 });
    expect(data.groups.map((group) => group.pods.toSorted())).toEqual([pods.toSorted()]);
  });
});
