import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceError } from "@/lib/errors";
import { trustGroups } from "@/lib/proxies/fleet/trust";
import { createCertificateAuthority } from "@/server/demo/envoy/certificates";
import type { ClusterSources, ProxyAddress } from "@/server/ports";
import { startTarget, type ContractTarget } from "@/test/contract/target";
import { callerOn } from "./demo-caller";

const scope = { range: { kind: "relative" as const, durationMs: 900_000 }, namespaces: [] as string[] };
let target: ContractTarget;

beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

type Page<T> = {
  readonly found: readonly T[];
  readonly next?: string;
  readonly total: number;
  asked: number;
};

async function allPages<T>(read: (cursor: string | undefined) => Promise<{ data: Page<T> }>) {
  const found: T[] = [];
  let asked = 0;
  let pages = 0;
  for (let cursor: string | undefined; pages < 50;) {
    const { data } = await read(cursor);
    found.push(...data.found);
    asked += data.asked;
    pages += 1;
    if (data.next === undefined) return { found, asked, pages, total: data.total };
    cursor = data.next;
  }
  throw new Error("the pages never end");
}

function withSecrets(secrets: ClusterSources["proxyAdmin"]["secrets"]): ClusterSources {
  return { ...target.sources, proxyAdmin: { ...target.sources.proxyAdmin, secrets } };
}

const inlined = (pem: string) => ({ inline_bytes: Buffer.from(pem).toString("base64") });

describe("questions to all proxies", () => {
  it("asks each proxy once for its roots, page by page, and finds one root in a healthy mesh", async () => {
    const { found, asked, total } = await allPages((cursor) =>
      callerOn(target.sources).proxies.trust({ ...scope, cursor }),
    );
    expect(asked).toBe(total);
    expect(new Set(found.map(({ namespace, pod }) => `${namespace}/${pod}`)).size).toBe(total);
    const groups = trustGroups(found);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.issuer).toBe(groups[0]?.roots[0]?.fingerprint);
  });

  it("finds the pod that hangs on another root, by signature although the names are equal", async () => {
    const other = createCertificateAuthority("cluster.local", Date.now() - 86_400_000);
    const own = other.issue("spiffe://cluster.local/ns/a/sa/b", Date.now() - 1000, Date.now() + 86_400_000);
    const list = await callerOn(target.sources).proxies.trust({ ...scope });
    const stranger = list.data.found[0];
    const sources = withSecrets((proxy: ProxyAddress, call) =>
      proxy.pod === stranger?.pod
        ? Promise.resolve({
            data: [
              { name: "default", secret: { tls_certificate: { certificate_chain: inlined(own.pem) } } },
              { name: "ROOTCA", secret: { validation_context: { trusted_ca: inlined(other.root.pem) } } },
            ],
            warnings: [],
            evidence: [],
          })
        : target.sources.proxyAdmin.secrets(proxy, call),
    );
    const { found } = await allPages((cursor) => callerOn(sources).proxies.trust({ ...scope, cursor }));
    const [most, rest] = trustGroups(found);
    expect(rest?.proxies).toEqual([{ namespace: stranger?.namespace, pod: stranger?.pod }]);
    expect(rest?.refuses).toEqual([most?.key]);
    expect(rest?.issuer).toBe(rest?.roots[0]?.fingerprint);
  });

  it("tells of a proxy that does not answer, and goes on with the others", async () => {
    const { data: first } = await callerOn(target.sources).proxies.trust({ ...scope });
    const lost = first.found[0]?.pod;
    const sources = withSecrets((proxy, call) =>
      proxy.pod === lost
        ? Promise.reject(
            new SourceError("it is gone", { source: "envoy", cluster: target.sources.name, reason: "reset" }),
          )
        : target.sources.proxyAdmin.secrets(proxy, call),
    );
    const { data, warnings } = await callerOn(sources).proxies.trust({ ...scope });
    expect(data.silent).toEqual([expect.objectContaining({ pod: lost, reason: "it is gone" })]);
    expect(data.found).toHaveLength(first.found.length - 1);
    expect(warnings).toEqual([]);
  });

  it("finds what a proxy's own tables show: a cluster, a port, an address", async () => {
    const caller = callerOn(target.sources);
    const { data: list } = await caller.proxies.list(scope);
    const row = list.rows.find(({ type, namespace }) => type === "sidecar" && namespace === target.namespace);
    const pod = { namespace: row?.namespace ?? "", pod: row?.pod ?? "" };
    const own = async (ask: "cluster" | "listener" | "endpoint" | "route", text: string) => {
      const { found, total } = await allPages((cursor) =>
        caller.proxies.find({ ...scope, namespaces: [pod.namespace], ask, text, cursor }),
      );
      expect(found.length).toBe(total);
      return found.find((each) => each.pod === pod.pod);
    };
    const rowsOf = async (section: "listeners" | "endpoints") => {
      const { data } = await caller.proxies.section({ ...pod, section });
      return data.content;
    };
    const listeners = await rowsOf("listeners");
    const endpoints = await rowsOf("endpoints");
    if (listeners.section !== "listeners" || endpoints.section !== "endpoints") throw new Error("no rows");
    const listener = listeners.rows.find(({ direction }) => direction === "outbound");
    const ports = new Set(listeners.rows.filter(({ port }) => port === listener?.port).map(({ id }) => id));
    expect((await own("listener", String(listener?.port)))?.count).toBe(ports.size);
    const [endpoint] = endpoints.rows;
    const hits = await own("endpoint", endpoint?.address ?? "");
    expect(hits?.hits.map(({ id }) => id)).toContain(endpoint?.id);
    expect((await own("cluster", "PassthroughCluster"))?.count).toBeGreaterThan(0);
    expect((await own("cluster", "no such cluster"))?.count).toBe(0);
    expect((await own("route", "allow_any"))?.hits[0]?.at).toMatch(/\d/);
  });

  it("refuses an empty question with the field's name", async () => {
    await expect(
      callerOn(target.sources).proxies.find({ ...scope, ask: "cluster", text: " " }),
    ).rejects.toThrow(/say what to look for/);
  });
});
