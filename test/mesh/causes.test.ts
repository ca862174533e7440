import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faults, filter, nobodyMayCall, type Fault, type Written } from "./causes/sidecar-faults";
import { startTarget, type ContractTarget } from "@/test/contract/target";
import { callerOn } from "@/test/operations/demo-caller";
import { readBed, type Bed } from "./bed-file";
import { callKube } from "./kube";
import { callFrom } from "./pod-calls";
import { until } from "./until";

const found = readBed();
const caller = "productpage-v1";
const url = "http://details:9080/details/0";
const edge = { source: "bookinfo/productpage-v1", destination: "bookinfo/details" };
const scope = { cluster: "", namespaces: [], range: { kind: "relative" as const, durationMs: 60_000 } };

describe.skipIf(found === undefined)("why this code, on real Envoys", () => {
  const bed = found as Bed;
  let mesh: ContractTarget;
  const causes = () => callerOn(mesh.sources).causes;
  const written: string[] = [];

  beforeAll(async () => {
    mesh = await startTarget();
    // What is usual is known from requests before the range that a fault is looked at in.
    await callFrom(caller, url, { count: 200 });
  });
  afterEach(async () => {
    for (const path of written.splice(0)) await callKube(bed, "DELETE", path, undefined, bed.TOKEN_ADMIN);
    await tune("latency-ms=0&error-pct=0");
  });
  afterAll(async () => {
    // Other suites meet the mesh as it was: a proxy takes the removal of a policy some time after the API server.
    await until("details answers everybody", async () => (await answered()) === "200");
    await mesh?.close();
  }, 120_000);

  const answered = async () => Object.keys((await callFrom(caller, url, { count: 40 })).statuses).join();

  const tune = async (settings: string) => {
    const ip = bed.pods.find((pod) => pod.workload === "details-v1")?.ip ?? "";
    // A policy that was just taken back may keep this request out for a moment longer.
    await until(
      "details is tuned",
      async () => (await fetch(`http://${ip}:9080/_tune?${settings}`, { method: "POST" })).status === 200,
    );
  };

  async function put({ group, plural, kind, spec }: Written): Promise<void> {
    const path = `/apis/${group}/namespaces/bookinfo/${plural}`;
    const metadata = { name: "hd-causes", namespace: "bookinfo" };
    const { status } = await callKube(
      bed,
      "POST",
      path,
      { apiVersion: group, kind, metadata, spec },
      bed.TOKEN_ADMIN,
    );
    expect(status).toBe(201);
    written.push(`${path}/hd-causes`);
  }

  const isPicked = (fault: Fault) => (row: { flag: string; code: number; reporter: string }) =>
    row.reporter === "source" &&
    row.code === fault.status &&
    (fault.flag === "-" ? row.flag === "-" : row.flag.split(",").some((flag) => flag === fault.flag));

  it.each(faults)("$name is $expected", async (fault) => {
    if (fault.tune !== undefined) await tune(fault.tune);
    for (const object of fault.put ?? []) await put(object);
    await until(`the metrics show ${fault.status} ${fault.flag}`, async () => {
      await callFrom(caller, url, {
        count: 40,
        concurrency: fault.concurrency ?? 4,
        headers: fault.headers ?? {},
      });
      const { data } = await causes().observed({ scope, edge });
      return data.symptoms.some(isPicked(fault));
    });
    const { data: observed } = await causes().observed({ scope, edge });
    const row = observed.symptoms.find(isPicked(fault));
    const { data } = await causes().explain({
      scope,
      edge,
      symptom: { code: fault.status, flag: row?.flag ?? fault.flag, reporter: "source", protocol: "http" },
    });
    expect(data.causes[0]?.id).toBe(fault.expected);
    expect(data.unknown).not.toContain("traffic");
  });

  it("a proxy that refused its configuration is config_rejected", async () => {
    await put(nobodyMayCall);
    await until("nobody may call", async () => (await answered()) === "403");
    const denied = written.pop() ?? "";
    await put(
      filter("details", {
        name: "envoy.filters.http.lua",
        typed_config: {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
          default_source_code: { inline_string: "function envoy_on_request(" },
        },
      }),
    );
    const symptom = { code: 403, flag: "-", reporter: "source" as const, protocol: "http" as const };
    const first = async () => (await causes().explain({ scope, edge, symptom })).data.causes[0]?.id;
    await until("the console knows of the refusal", async () => {
      const { data } = await causes().explain({ scope, edge, symptom });
      return data.causes.some(({ facts }) => facts.some(({ id }) => id === "rejected"));
    });
    await callKube(bed, "DELETE", denied, undefined, bed.TOKEN_ADMIN);
    await until(
      "the policy is gone and the refusal is named",
      async () => (await first()) === "config_rejected",
    );
    expect(await answered()).toBe("403");
  });
});
