import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DemoEnvoys, startEnvoys } from "@/server/demo/envoy/start-envoys";
import { type DemoIstiods, startIstiods } from "@/server/demo/istiod/start-istiods";
import { startJaeger } from "@/server/demo/jaeger/start-jaeger";
import type { DemoServer } from "@/server/demo/world/world";
import { createWorldFixture } from "./world-fixture";

const captures = "../shared/meshbed/captures";

type Json = { readonly [key: string]: unknown };

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first object anywhere in `value` that passes `test`. */
function findObject(value: unknown, test: (object: Json) => boolean): Json | undefined {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = findObject(item, test);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  return test(value) ? value : findObject(Object.values(value), test);
}

/** Every path to a value, lists without their indexes. */
function pathsOf(value: unknown, prefix = ""): ReadonlySet<string> {
  if (Array.isArray(value)) return new Set(value.flatMap((item) => [...pathsOf(item, `${prefix}[]`)]));
  if (!isObject(value)) return new Set([prefix]);
  return new Set(Object.entries(value).flatMap(([key, child]) => [...pathsOf(child, `${prefix}.${key}`)]));
}

const named = (pattern: RegExp) => (object: Json) =>
  typeof object["name"] === "string" && pattern.test(object["name"]);

/** Facts of the machine that was captured, and filters that its mesh has and ours has not. */
const notOurs =
  /\.(Labels|LabelSelectors|ExportTo|locality|Locality)(\.|\[|$)|custom_tags|access_log|json_format|\.labels\.|LABELS|ANNOTATIONS|service\.istio\.io|clusterVIPs|tracing\.provider|request_id_extension/;

describe.skipIf(!existsSync(captures))("what the real systems answered has nothing that ours lack", () => {
  let istiods: DemoIstiods;
  let envoys: DemoEnvoys;
  let jaeger: DemoServer;
  let envoyUrl = "";
  beforeAll(async () => {
    const fixture = createWorldFixture();
    const host = "127.0.0.1";
    istiods = await startIstiods(fixture.world, { host });
    envoys = await startEnvoys(fixture.world, { host });
    jaeger = await startJaeger(fixture.world, { host });
    const workload = fixture.workload("storefront");
    envoyUrl = envoys.url
      .replace("{namespace}", workload.namespace)
      .replace("{pod}", workload.pods[0]?.name ?? "");
  });
  afterAll(() => Promise.all([istiods.close(), envoys.close(), jaeger.close()]));

  async function missing(
    capture: string,
    url: string,
    pick: readonly [(object: Json) => boolean, (object: Json) => boolean],
  ): Promise<readonly string[]> {
    const real: unknown = JSON.parse(readFileSync(`${captures}/${capture}`, "utf8"));
    const ours: unknown = await (await fetch(url)).json();
    const [theirs, mine] = [findObject(real, pick[0]), findObject(ours, pick[1])];
    expect(theirs).toBeDefined();
    expect(mine).toBeDefined();
    const have = pathsOf(mine);
    return [...pathsOf(theirs)].filter((path) => !have.has(path) && !notOurs.test(path));
  }

  const istiodPages: readonly [string, string, (object: Json) => boolean][] = [
    ["syncz.json", "syncz", (object) => object["proxy_type"] === "sidecar"],
    ["connections.json", "connections", (object) => "connectionId" in object],
    ["registryz.json", "registryz", (object) => "hostname" in object],
    ["endpointShardz.json", "endpointShardz", (object) => "Addresses" in object && "TLSMode" in object],
    ["instancesz.json", "instancesz", (object) => "TargetPort" in object],
    ["adsz.json", "adsz", (object) => "connectionId" in object && "watches" in object],
  ];
  it.each(istiodPages)("istiod's %s", async (file, page, test) => {
    const url = `${istiods.replicas[0]?.url ?? ""}/debug/${page}`;
    const lacking = await missing(`istiod/${file}`, url, [test, test]);
    expect(lacking.filter((path) => !/\.metadata\./.test(path))).toEqual([]);
  });

  const real = "envoy/productpage-v1";
  const envoyPages: readonly [string, string, string, RegExp, RegExp][] = [
    [
      "a host of a cluster",
      "clusters.json",
      "/clusters?format=json",
      /^outbound\|9080\|v2/,
      /^outbound\|8080\|v1\|catalog/,
    ],
    [
      "a listener's address",
      "listeners.json",
      "/listeners?format=json",
      /^virtualOutbound$/,
      /^virtualOutbound$/,
    ],
    [
      "a subset's cluster",
      "config_dump.json",
      "/config_dump",
      /^outbound\|9080\|v2/,
      /^outbound\|8080\|v1\|catalog/,
    ],
    ["an inbound cluster", "config_dump.json", "/config_dump", /^inbound\|9080/, /^inbound\|8080/],
    [
      "a service's virtual host",
      "config_dump.json",
      "/config_dump",
      /^details\..*:9080$/,
      /^accounts\..*:8080$/,
    ],
    [
      "an inbound route configuration",
      "config_dump.json",
      "/config_dump",
      /^inbound\|9080\|\|$/,
      /^inbound\|8080\|\|$/,
    ],
    ["an outbound listener", "config_dump.json", "/config_dump", /^0\.0\.0\.0_9080$/, /^0\.0\.0\.0_8080$/],
  ];
  it.each(envoyPages)("Envoy: %s", async (_, file, path, theirs, ours) => {
    expect(await missing(`${real}/${file}`, envoyUrl + path, [named(theirs), named(ours)])).toEqual([]);
  });

  it("Envoy: a secret", async () => {
    const secret = (object: Json) => "secret" in object;
    expect(await missing(`${real}/config_dump.json`, `${envoyUrl}/config_dump`, [secret, secret])).toEqual(
      [],
    );
  });

  it("Jaeger's trace", async () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    const query = new URLSearchParams({
      "query.startTimeMin": new Date(now - 600_000).toISOString(),
      "query.startTimeMax": new Date(now).toISOString(),
      "query.serviceName": "cart.shop",
    });
    const hasSpans = (object: Json) => "resource" in object;
    expect(
      await missing("jaeger/v3-get-trace.json", `${jaeger.url}/api/v3/traces?${query.toString()}`, [
        hasSpans,
        hasSpans,
      ]),
    ).toEqual([]);
  });
});
