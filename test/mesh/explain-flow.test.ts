import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callFrom } from "./pod-calls";
import { readBed } from "./bed-file";
import { startTarget, type ContractTarget } from "@/test/contract/target";
import { callerOn } from "@/test/operations/demo-caller";
import { compareExplanations } from "@/lib/proxies/explain-flow/compare-explanations";
import type { FlowEnd } from "@/lib/proxies/explain-flow/explanation";
import { clustersPageSchema } from "@/lib/proxies/live-clusters";
import { numberFromProto } from "@/lib/proxies/proto-json";

const bed = readBed();
const sent = 40;

type Asked = {
  readonly workload: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly direction?: "outbound" | "gateway";
};

/** Reads the real proxies, sends real requests through them, and compares. Nothing of the mesh is changed. */
describe.skipIf(bed === undefined)("an explanation on the real mesh", () => {
  let mesh: ContractTarget;
  beforeAll(async () => {
    mesh = await startTarget();
  });
  afterAll(() => mesh.close());

  const podOf = (workload: string) => {
    const pod = bed?.pods.find((one) => one.workload === workload);
    if (pod === undefined) throw new Error(`the mesh has no ${workload}`);
    return pod;
  };

  const explain = async ({ workload, host, port, path, direction = "outbound" }: Asked) => {
    const { namespace, name } = podOf(workload);
    const target = { cluster: mesh.sources.name, namespace, pod: name };
    const request = { direction, host, port, path, headersAreComplete: true };
    const { data } = await callerOn(mesh.sources).explain.request({ target, request });
    return data.explanation;
  };

  /** Requests by cluster that the proxy has sent so far. */
  const sentSoFar = async (workload: string): Promise<ReadonlyMap<string, number>> => {
    const { ip } = podOf(workload);
    const response = await fetch(`http://${ip}:15000/clusters?format=json`);
    const page = clustersPageSchema.parse(await response.json());
    return new Map(
      page.cluster_statuses.map(({ name, host_statuses }) => [
        name,
        host_statuses.reduce((sum, { stats }) => {
          const total = stats.find((stat) => stat.name === "rq_total");
          return sum + (numberFromProto(total?.value) ?? 0);
        }, 0),
      ]),
    );
  };

  const grownBy = async (workload: string, act: () => Promise<unknown>) => {
    const before = await sentSoFar(workload);
    await act();
    const later = await sentSoFar(workload);
    return new Map([...later].map(([name, count]) => [name, count - (before.get(name) ?? 0)]));
  };

  const clustersOf = (ends: readonly FlowEnd[]) =>
    ends.flatMap(({ outcome }) => (outcome.kind === "sent" ? [outcome.cluster] : []));

  it.each([
    ["reviews", "/reviews/0"],
    ["ratings", "/ratings/0"],
    ["details", "/details/0"],
  ])("names where productpage's requests for %s go", async (host, path) => {
    const { ends, isCertain } = await explain({ workload: "productpage-v1", host, port: 9080, path });
    const named = clustersOf(ends);
    expect([isCertain, named.length]).toEqual([true, ends.length]);
    const grown = await grownBy("productpage-v1", async () => {
      const { statuses } = await callFrom("productpage-v1", `http://${host}:9080${path}`, { count: sent });
      expect(Object.keys(statuses)).toEqual(["200"]);
    });
    const reached = named.reduce((sum, name) => sum + (grown.get(name) ?? 0), 0);
    expect([named, reached >= sent]).toEqual([named, true]);
  });

  it("says what becomes of a host that nobody serves", async () => {
    const host = "nobody.bookinfo.svc.cluster.local";
    const asked = { workload: "productpage-v1", host, port: 9080, path: "/" };
    const { ends } = await explain(asked);
    expect(ends.map(({ outcome }) => outcome.kind)).toEqual(["sent"]);
    const [cluster = ""] = clustersOf(ends);
    expect(["PassthroughCluster", "BlackHoleCluster"]).toContain(cluster);
    // Without a name to resolve, the authority alone stands for the host.
    const { ip } = podOf("details-v1");
    const grown = await grownBy("productpage-v1", () =>
      callFrom("productpage-v1", `http://${ip}:9080/`, { count: sent, headers: { host } }),
    );
    expect([cluster, (grown.get(cluster) ?? 0) >= sent]).toEqual([cluster, true]);
  });

  it("treats a request alike by Envoy and by what istiod would send", async () => {
    const { namespace, name } = podOf("productpage-v1");
    const request = { host: "reviews", port: 9080, path: "/reviews/0", headersAreComplete: true };
    const [own, expected] = await Promise.all(
      (["envoy", "istiod"] as const).map(async (view) => {
        const target = { cluster: mesh.sources.name, namespace, pod: name, view };
        return (await callerOn(mesh.sources).explain.request({ target, request })).data.explanation;
      }),
    );
    if (own === undefined || expected === undefined) throw new Error("not explained");
    const { pairs, endsAreSame } = compareExplanations(own, expected);
    expect(pairs.flatMap(({ facts }) => facts)).toEqual([]);
    expect(endsAreSame).toBe(true);
  });

  it("tells what a pod does with plain text that comes to it", async () => {
    const { namespace, name, ip } = podOf("details-v1");
    const target = { cluster: mesh.sources.name, namespace, pod: name };
    const request = {
      direction: "inbound" as const,
      host: "details",
      port: 9080,
      ip,
      path: "/details/0",
      headersAreComplete: true,
      caller: { principal: "" },
    };
    const { data } = await callerOn(mesh.sources).explain.request({ target, request });
    const { ends, isCertain } = data.explanation;
    expect([isCertain, clustersOf(ends)]).toEqual([true, ["inbound|9080||"]]);
    const grown = await grownBy("details-v1", async () => {
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => fetch(`http://${ip}:9080/details/0`)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    });
    expect(grown.get("inbound|9080||") ?? 0).toBeGreaterThanOrEqual(10);
  });

  it.each(["/productpage", "/no-such-page"])("tells what the ingress gateway does with %s", async (path) => {
    const { port, hostname } = new URL(bed?.INGRESS ?? "");
    const workload = "istio-ingressgateway";
    const asked = { workload, host: hostname, port: Number(port), path, direction: "gateway" as const };
    const { ends, isCertain } = await explain(asked);
    expect([isCertain, ends.length]).toEqual([true, 1]);
    const statuses = new Set<number>();
    const grown = await grownBy(workload, async () => {
      for (let index = 0; index < 10; index += 1) {
        const response = await fetch(`${bed?.INGRESS}${path}`, { redirect: "manual" });
        statuses.add(response.status);
        await response.arrayBuffer();
      }
    });
    const outcome = ends[0]?.outcome;
    const answered = outcome?.kind === "answered" ? [outcome.status] : [...statuses];
    expect([...statuses]).toEqual(answered);
    const missed = clustersOf(ends).filter((name) => (grown.get(name) ?? 0) < 10);
    expect([outcome?.kind === "answered" || outcome?.kind === "sent", missed]).toEqual([true, []]);
  });
});
