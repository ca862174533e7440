import { z } from "zod";
import type { LiveCluster, LiveHost, Party, ProxyEvidence } from "@/lib/causes/evidence";
import { rejections } from "@/lib/controlplane/sync-state";
import type { ProxySync } from "@/lib/controlplane/sync";
import { clustersPageSchema } from "@/lib/proxies/live-clusters";
import { listenerFromEntry } from "@/lib/proxies/listener";
import { addressFromProto, numberFromProto } from "@/lib/proxies/proto-json";
import type { Gathering } from "@/server/operations/gathering";
import { parseSection } from "@/server/operations/proxies/parse-section";
import { locateProxy, readDumpBytes } from "@/server/operations/proxies/target";
import { ConsoleError, SourceError } from "@/lib/errors";
import type { Sourced } from "@/lib/evidence";
import type { ClusterSources, ConfigDumpBytes, OperationContext } from "@/server/ports";

type At = { readonly ctx: OperationContext; readonly gathering: Gathering; readonly sources: ClusterSources };

/** What one proxy of the party runs: its clusters, filters and certificate, and what istiod says of it. */
export async function readProxy(
  at: At,
  party: Party,
  sync: readonly ProxySync[] | undefined,
): Promise<ProxyEvidence | undefined> {
  const [pod] = party.pods;
  if (pod === undefined || (party.dataplane !== "sidecar" && party.dataplane !== "gateway")) return undefined;
  const target = { cluster: at.sources.name, namespace: party.namespace, pod, view: "envoy" as const };
  const page = async (): Promise<Sourced<unknown>> => {
    const address = await locateProxy(at.sources, target, at.ctx.signal);
    return at.sources.proxyAdmin.page(address, "certs", {
      purpose: `certificates of ${pod}`,
      signal: at.ctx.signal,
    });
  };
  const [dump, certificates] = await Promise.all([
    at.gathering.take(
      `configuration of ${pod}`,
      asSource(readDumpBytes(at.ctx, target, `configuration of ${pod}`), at.sources.name),
    ),
    // A kept dump may be older than the last rotation: this page is of now.
    at.gathering.take(`certificates of ${pod}`, asSource(page(), at.sources.name)),
  ]);
  return {
    pod,
    ...(dump === undefined ? {} : await fromDump(dump)),
    ...certificateFrom(certificates),
    ...syncOf(party, sync),
  };
}

/** A pod that is gone is the mesh's news, not ours: it becomes a warning like a dead source. */
async function asSource<T>(read: Promise<Sourced<T>>, cluster: string): Promise<Sourced<T>> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof SourceError || !(error instanceof ConsoleError)) throw error;
    throw new SourceError(error.message, { source: "envoy", cluster, reason: "not_found" });
  }
}

const certsSchema = z.looseObject({
  certificates: z
    .array(
      z.looseObject({
        ca_cert: z.array(z.looseObject({ serial_number: z.string().optional() })).default([]),
        cert_chain: z
          .array(
            z.looseObject({
              subject_alt_names: z.array(z.looseObject({ uri: z.string().optional() })).default([]),
              valid_from: z.string(),
              expiration_time: z.string(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** Of the proxy's own certificates the one that ends first, and the authorities that it trusts in the mesh. */
function certificateFrom(page: unknown): Pick<ProxyEvidence, "certificate" | "roots"> {
  const parsed = certsSchema.safeParse(page);
  if (page === undefined || !parsed.success) return {};
  const own = parsed.data.certificates
    .flatMap(({ cert_chain: [leaf] }) => (leaf === undefined ? [] : [leaf]))
    .map((leaf) => ({
      subject: leaf.subject_alt_names[0]?.uri ?? "",
      notBeforeMs: Date.parse(leaf.valid_from),
      notAfterMs: Date.parse(leaf.expiration_time),
    }))
    .filter(({ notAfterMs }) => !Number.isNaN(notAfterMs))
    .toSorted((a, b) => a.notAfterMs - b.notAfterMs)[0];
  // Beside a certificate of its own stand the mesh's authorities; a rule of TLS to the outside brings others.
  const roots = parsed.data.certificates
    .filter(({ cert_chain: [leaf] }) => leaf?.subject_alt_names.some(isMeshIdentity) === true)
    .flatMap(({ ca_cert: authorities }) => authorities.flatMap(({ serial_number: serial }) => serial ?? []));
  return {
    ...(own === undefined ? {} : { certificate: own }),
    ...(roots.length === 0 ? {} : { roots: [...new Set(roots)] }),
  };
}

const isMeshIdentity = ({ uri }: { readonly uri?: string | undefined }) =>
  uri?.startsWith("spiffe://") === true;

const interesting = /envoy\.filters\.(?:http|network)\.[a-z_]+|envoy\.wasm[a-z_.]*/g;

async function fromDump(dump: ConfigDumpBytes): Promise<Partial<ProxyEvidence>> {
  const decoder = new TextDecoder();
  const names = new Set<string>();
  for (const { section, start, end } of dump.entries) {
    if (section !== "listeners") continue;
    for (const [name] of decoder.decode(dump.bytes.subarray(start, end)).matchAll(interesting))
      names.add(name);
  }
  const listeners = dump.entries.filter(({ section }) => section === "listeners");
  const heads = await parseSection(dump, "listeners", listenerFromEntry);
  return {
    clusters: dump.entries.filter(({ section }) => section === "clusters").map(({ name }) => name),
    filters: [...names].toSorted(),
    secrets: dump.entries
      .filter(({ section, group }) => section === "secrets" && !group.includes("warming"))
      .map(({ name }) => name),
    ...(listeners.length === 0
      ? {}
      : {
          hasInboundListener: heads.some(
            ({ name, states }) =>
              name === "virtualInbound" && states.some((state) => state === "active" || state === "static"),
          ),
        }),
  };
}

function syncOf(party: Party, sync: readonly ProxySync[] | undefined): Partial<ProxyEvidence> {
  if (sync === undefined) return {};
  const own = sync.filter(({ namespace, pod }) => namespace === party.namespace && party.pods.includes(pod));
  return {
    isConnected: own.some(({ pod }) => pod === party.pods[0]),
    rejected: own.flatMap(({ types }) =>
      rejections(types).map(({ type, sync: { error } }) => ({ type, error: error ?? "" })),
    ),
    stale: own.flatMap(({ types }) =>
      Object.entries(types).flatMap(([type, { state, sentAtMs }]) =>
        state === "stale" ? [{ type, ...(sentAtMs === undefined ? {} : { sinceMs: sentAtMs }) }] : [],
      ),
    ),
  };
}

/** The caller's own view of the hosts behind `host`, with the counters of each cluster. */
export async function readLive(
  at: At,
  caller: Party,
  host: string,
): Promise<readonly LiveCluster[] | undefined> {
  const [pod] = caller.pods;
  if (pod === undefined || (caller.dataplane !== "sidecar" && caller.dataplane !== "gateway"))
    return undefined;
  const { sources, gathering, ctx } = at;
  const input = { cluster: sources.name, namespace: caller.namespace, pod, view: "envoy" as const };
  const page = async (): Promise<Sourced<unknown>> => {
    const address = await locateProxy(sources, input, ctx.signal);
    return sources.proxyAdmin.page(address, "clusters", {
      purpose: "health of the hosts as the caller sees it",
      signal: ctx.signal,
    });
  };
  const stats = async (): Promise<Sourced<Readonly<Record<string, number>>>> => {
    const address = await locateProxy(sources, input, ctx.signal);
    const filter = `^cluster\\.outbound.*\\|${host.replaceAll(".", "\\.")};?\\.`;
    return sources.proxyAdmin.stats(address, filter, {
      purpose: "counters of the caller's clusters",
      signal: ctx.signal,
    });
  };
  const [clusters, counters] = await Promise.all([
    gathering.take("live hosts", asSource(page(), sources.name)),
    gathering.take("cluster counters", asSource(stats(), sources.name)),
  ]);
  const parsed = clustersPageSchema.safeParse(clusters);
  if (clusters === undefined || !parsed.success) return undefined;
  return parsed.data.cluster_statuses
    .filter(({ name }) => name.startsWith("outbound|") && name.endsWith(`|${host}`))
    .map((status) => ({
      name: status.name,
      hosts: status.host_statuses.map(hostFrom),
      stats: statsOf(counters ?? {}, status.name),
    }));
}

function hostFrom(host: {
  address?: unknown;
  stats: readonly { name: string; value?: string | number | undefined }[];
  health_status: Readonly<Record<string, unknown>>;
}): LiveHost {
  const stat = (name: string) => {
    const found = host.stats.find((one) => one.name === name);
    return found === undefined ? undefined : (numberFromProto(found.value) ?? 0);
  };
  const failures = stat("cx_connect_fail");
  const requests = stat("rq_total");
  const errors = stat("rq_error");
  const health = host.health_status;
  return {
    address: addressFromProto(host.address).text,
    isHealthy: health["eds_health_status"] !== "UNHEALTHY" && health["failed_active_health_check"] !== true,
    isEjected: health["failed_outlier_check"] === true,
    ...(failures === undefined ? {} : { connectFailures: failures }),
    ...(requests === undefined ? {} : { requests }),
    ...(errors === undefined ? {} : { errors }),
  };
}

function statsOf(
  counters: Readonly<Record<string, number>>,
  cluster: string,
): Readonly<Record<string, number>> {
  const prefixes = [`cluster.${cluster};.`, `cluster.${cluster}.`];
  return Object.fromEntries(
    Object.entries(counters).flatMap(([name, value]) => {
      const prefix = prefixes.find((one) => name.startsWith(one));
      return prefix === undefined ? [] : [[name.slice(prefix.length), value] as const];
    }),
  );
}
