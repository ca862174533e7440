import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { refFromManifest } from "@/lib/config/manifest";
import { createKubernetes, type Kubernetes } from "@/server/sources/kubernetes/index";
import { adminToken, contractVirtualService } from "@/test/contract/contract-object";
import { startFaultProxy, type FaultProxy } from "@/test/contract/fault-proxy";
import { startTarget, targetKind, writeKubeconfig, type ContractTarget } from "@/test/contract/target";
import { faultOf } from "@/test/local-server";

const call = { purpose: "contract" };
const name = "heddle-contract-watch";
const wet = { dryRun: false };
let target: ContractTarget;
let proxy: FaultProxy;
const ends: (() => void)[] = [];

beforeAll(async () => {
  target = await startTarget();
  proxy = await startFaultProxy(target.apiServer);
});
afterEach(async () => {
  proxy.setFault(undefined);
  for (const end of ends.splice(0)) end();
  await target.sources.kubernetes
    .remove(refFromManifest(contractVirtualService(name, target)), {}, wet, call)
    .catch(() => undefined);
});
afterAll(async () => {
  await proxy.close();
  await target.close();
});

/** The source through the proxy, as somebody. */
function through(token: string): Kubernetes {
  const kubeconfig = writeKubeconfig(proxy.url, token);
  const kubernetes = createKubernetes({ cluster: "proxied", access: { kubeconfig: kubeconfig.path } });
  ends.push(kubernetes.close, kubeconfig.remove);
  return kubernetes;
}

describe(`Kubernetes watch faults (${targetKind})`, () => {
  const listsOf = (plural: string) => proxy.seen.filter((line) => line.includes(`/${plural}?limit=`)).length;
  const names = async ({ source }: Kubernetes) => {
    const { data } = await source.list("networking.istio.io", "VirtualService", call, [target.namespace]);
    return data.map(({ metadata }) => metadata.name);
  };

  it("a connection cut inside of the watch is taken up again without a new list", async () => {
    const kubernetes = through(await adminToken(target));
    await names(kubernetes);
    const before = listsOf("virtualservices");
    await expect.poll(() => proxy.seen.some((line) => line.includes("virtualservices?watch=1"))).toBe(true);
    proxy.cutAll();
    await target.sources.kubernetes.apply(contractVirtualService(name, target), wet, call);
    await expect.poll(() => names(kubernetes), { timeout: 8000 }).toContain(name);
    expect(listsOf("virtualservices")).toBe(before);
  });

  it("410 during a watch lists again and misses nothing", async () => {
    const expired = {
      type: "ERROR",
      object: { kind: "Status", status: "Failure", reason: "Expired", code: 410 },
    };
    let answered = 0;
    proxy.setFault((line) => {
      if (!line.includes("virtualservices?watch=1") || answered > 0) return undefined;
      answered += 1;
      return { kind: "answer", status: 200, body: `${JSON.stringify(expired)}\n` };
    });
    const before = listsOf("virtualservices");
    const kubernetes = through(await adminToken(target));
    await names(kubernetes);
    await expect.poll(() => listsOf("virtualservices") - before, { timeout: 8000 }).toBe(2);
    await target.sources.kubernetes.apply(contractVirtualService(name, target), wet, call);
    await expect.poll(() => names(kubernetes), { timeout: 8000 }).toContain(name);
  });

  it("a version that the server no longer has is 410, however it words it", async () => {
    const kubernetes = through(await adminToken(target));
    await names(kubernetes);
    const response = await fetch(
      `${proxy.url}/apis/networking.istio.io/v1/virtualservices?watch=1&resourceVersion=1`,
      {
        headers: { authorization: `Bearer ${await adminToken(target)}` },
      },
    );
    const text = await response.text();
    expect([response.status === 410 || response.status === 200, text.includes('"code":410')]).toEqual([
      true,
      true,
    ]);
  });

  it("403 on one kind is a warning there and nothing elsewhere", async () => {
    proxy.setFault((line) =>
      line.includes("/pods?")
        ? {
            kind: "answer",
            status: 403,
            body: JSON.stringify({
              kind: "Status",
              reason: "Forbidden",
              message: "pods is forbidden",
              code: 403,
            }),
          }
        : undefined,
    );
    const { source } = through(await adminToken(target));
    const pods = await source.list("", "Pod", call);
    expect([pods.data, pods.warnings[0]?.reason]).toEqual([[], "forbidden"]);
    expect((await source.list("", "Service", call)).warnings).toEqual([]);
  });

  it("401 on everything is an error and never an empty list", async () => {
    const { source } = through("wrong");
    expect((await faultOf(source.list("", "Pod", call))).reason).toBe("unauthenticated");
  });

  it("an API server that is down is refused", async () => {
    const closed = await startFaultProxy("http://127.0.0.1:1");
    await closed.close();
    const kubeconfig = writeKubeconfig(closed.url, "t");
    const kubernetes = createKubernetes({ cluster: "down", access: { kubeconfig: kubeconfig.path } });
    ends.push(kubernetes.close, kubeconfig.remove);
    expect((await faultOf(kubernetes.source.list("", "Pod", call))).reason).toBe("refused");
    expect((await faultOf(kubernetes.source.version(call))).reason).toBe("refused");
  });
});
