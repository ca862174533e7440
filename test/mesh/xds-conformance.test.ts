import { get } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBed, type Bed } from "./bed-file";
import { until } from "./until";
import { bookinfoSets } from "./xds/bookinfo-sets";
import type { Difference } from "./xds/compare";
import { exclusions } from "./xds/exclusions";
import { generatedSets } from "./xds/generated-sets";
import { applyAll, createNamespace, removeAll } from "./xds/mesh-objects";
import { serviceManifests, sharedManifests, suiteLabel, suiteNamespaces } from "./xds/scene";
import { settledVerdict, type Verdict } from "./xds/verdict";

const found = readBed();
const selector = `${suiteLabel.key}=${suiteLabel.value}`;
/** Another seed tries other sets: XDS_SEED=7. */
const seed = Number(process.env["XDS_SEED"] ?? 20_261_121);
const setCount = 100;
/** Two sidecars that differ in labels, and a gateway. */
const workloads = ["productpage-v1", "reviews-v2", "istio-ingressgateway"];

describe.skipIf(found === undefined)("lib/xds beside the real istiod", () => {
  const bed = found as Bed;
  const books = found === undefined ? [] : bookinfoSets(bed);
  const sets = found === undefined ? [] : generatedSets(setCount, seed);
  const { home, other, callers, gateways } = suiteNamespaces;
  const own = [home, other, ...books.map((book) => book.namespace)];
  const pods = ["reviews-v1", "reviews-v2", "reviews-v3", "ratings-v1"].flatMap((name) =>
    (found?.pods ?? []).filter((pod) => pod.workload === name),
  );
  let refusals: readonly string[] = [];
  let verdicts: readonly Verdict[] = [];

  beforeAll(async () => {
    await removeAll(bed, selector, [...own, callers, gateways], []);
    for (const namespace of own) await createNamespace(bed, namespace);
    refusals = await applyAll(bed, [
      ...sharedManifests(pods),
      ...sets.flatMap(({ id, manifests }) => [...serviceManifests(id, pods), ...manifests]),
      ...books.flatMap((book) => book.manifests),
    ]);
    verdicts = await Promise.all(workloads.map((workload) => settledVerdict(bed, workload, 60_000)));
  }, 480_000);
  afterAll(() => removeAll(bed, selector, [...own, callers, gateways], own), 480_000);

  /** What differs in places whose name has `pattern` in it, by workload. */
  const differencesAt = (pattern: RegExp): readonly string[] =>
    verdicts.flatMap(({ workload, differences }) =>
      differences.filter(({ where }) => pattern.test(where)).map((each) => inWords(workload, each)),
    );

  it("has sets that the API server takes", () => {
    expect(refusals).toEqual([]);
  });

  it("compares routes and clusters of every kind that a preview shows", () => {
    const routes = verdicts.flatMap((verdict) => verdict.routes);
    const has = (field: keyof (typeof routes)[number]) =>
      routes.filter((route) => route[field] !== undefined).length;
    const kinds = {
      weighted: routes.filter(({ action }) => action.kind === "forward" && action.clusters.length > 1).length,
      redirect: routes.filter(({ action }) => action.kind === "redirect").length,
      direct: routes.filter(({ action }) => action.kind === "direct_response").length,
      mirrored: routes.filter((route) => route.mirrors.length > 0).length,
      fault: has("fault"),
      timeout: has("timeoutMs"),
      rewrite: has("rewrite"),
      headers: has("headers"),
      cors: has("cors"),
      hashed: has("hashPolicies"),
      gatewayApi: has("clusterNotFoundStatus"),
      subsets: verdicts.flatMap((verdict) => verdict.clusterNames).filter((name) => name.includes("|v2|"))
        .length,
    };
    for (const [kind, count] of Object.entries(kinds))
      expect({ kind, enough: count >= 10 }).toEqual({ kind, enough: true });
  });

  it.each([
    ["a subset that no rule defines", "nobody.hd.example", 503],
    ["a backend of a Gateway API route that does not exist", "nobody.hdk.example", 500],
    ["a host that no route knows", "unknown.hdk.example", 404],
  ])("a real Envoy answers for %s", async (_what, host, expected) => {
    let status: number | undefined;
    await until(`${host} is answered with ${expected}`, async () => {
      status = await statusOf(bed, host);
      return status === expected;
    });
    expect(status).toBe(expected);
  });

  it.each(books.map(({ file, namespace }) => [file, namespace] as const))("%s", (_file, namespace) => {
    expect(differencesAt(new RegExp(namespace))).toEqual([]);
  });

  it.each(sets.map(({ id }) => id))("set %s", (id) => {
    expect(differencesAt(new RegExp(`[a-z]${id}\\b`))).toEqual([]);
  });

  it("nowhere else", () => {
    expect(differencesAt(/./)).toEqual([]);
  });

  for (const { what, reason } of exclusions)
    // oxlint-disable-next-line vitest/warn-todo -- a choice, not a chore: the report shall name what is not compared
    it.todo(`leaves out ${what}: ${reason}`);
});

function statusOf(bed: Bed, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = get(bed.INGRESS, { headers: { host }, timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
  });
}

function inWords(workload: string, { where, ours, theirs }: Difference): string {
  return `${workload}: ${where}: ${JSON.stringify(ours)}, istiod: ${JSON.stringify(theirs)}`;
}
