import type { Manifest } from "@/lib/config/manifest";
import { clusterSources } from "@/server/operations/cluster-sources";
import type { ClusterSources, OperationContext } from "@/server/ports";

export type SearchHit = {
  readonly kind: "service" | "workload" | "pod" | "object" | "namespace" | "trace";
  readonly label: string;
  readonly detail: string;
  readonly path: string;
};

const searched = [
  ["", "Service"],
  ["apps", "Deployment"],
  ["apps", "StatefulSet"],
  ["", "Pod"],
  ["networking.istio.io", "VirtualService"],
  ["networking.istio.io", "DestinationRule"],
  ["networking.istio.io", "ServiceEntry"],
  ["networking.istio.io", "Gateway"],
  ["gateway.networking.k8s.io", "HTTPRoute"],
  ["security.istio.io", "AuthorizationPolicy"],
  ["security.istio.io", "PeerAuthentication"],
] as const;

/**
 * Services, workloads, pods (also by IP) and objects (also by host) whose name has every word of `text`, best first,
 * at most `limit`. A trace id is offered as such. Kinds that cannot be listed are left out.
 */
export async function searchMesh(
  ctx: OperationContext,
  input: { cluster: string; text: string; limit: number },
): Promise<readonly SearchHit[]> {
  const sources = clusterSources(ctx, input.cluster);
  const words = input.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [];
  const lists = await Promise.all(searched.map(([group, kind]) => listQuietly(ctx, sources, group, kind)));
  const hits = lists.flat().flatMap((manifest) => hitFromManifest(manifest, words));
  const ranked = hits.toSorted((a, b) => a.score - b.score || a.hit.label.localeCompare(b.hit.label));
  const trace: SearchHit[] = /^[0-9a-f]{16,32}$/.test(words[0] ?? "")
    ? [{ kind: "trace", label: words[0] ?? "", detail: "trace", path: `/traces/${words[0]}` }]
    : [];
  return [...trace, ...ranked.map((entry) => entry.hit)].slice(0, input.limit);
}

async function listQuietly(
  ctx: OperationContext,
  sources: ClusterSources,
  group: string,
  kind: string,
): Promise<readonly Manifest[]> {
  try {
    return (await sources.kubernetes.list(group, kind, { purpose: "search", signal: ctx.signal })).data;
  } catch {
    return [];
  }
}

function hitFromManifest(manifest: Manifest, words: readonly string[]): { hit: SearchHit; score: number }[] {
  const { name, namespace = "" } = manifest.metadata;
  const haystack = `${namespace}/${name} ${manifest.kind} ${extraText(manifest)}`.toLowerCase();
  if (!words.every((word) => haystack.includes(word))) return [];
  const first = words[0] ?? "";
  const base = name === first ? 0 : name.startsWith(first) ? 1 : name.includes(first) ? 2 : 3;
  return [
    {
      hit: {
        kind: hitKind(manifest.kind),
        label: name,
        detail: `${manifest.kind} · ${namespace}`,
        path: pathOf(manifest, namespace, name),
      },
      score: base * 10 + kindRank(manifest.kind),
    },
  ];
}

function extraText(manifest: Manifest): string {
  const status = manifest.status as { podIP?: unknown } | undefined;
  const hosts = manifest.spec?.["hosts"];
  const host = manifest.spec?.["host"];
  return [status?.podIP, manifest.spec?.["clusterIP"], host, ...(Array.isArray(hosts) ? hosts : [])]
    .filter((each) => typeof each === "string")
    .join(" ");
}

function hitKind(kind: string): SearchHit["kind"] {
  if (kind === "Service") return "service";
  if (kind === "Deployment" || kind === "StatefulSet") return "workload";
  return kind === "Pod" ? "pod" : "object";
}

function kindRank(kind: string): number {
  return ["Service", "Deployment", "StatefulSet", "Pod"].indexOf(kind) + 1 || 9;
}

function pathOf(manifest: Manifest, namespace: string, name: string): string {
  const place = `${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  switch (hitKind(manifest.kind)) {
    case "service":
      return `/services/${place}`;
    case "workload":
      return `/workloads/${place}`;
    case "pod":
      return `/proxies/${place}`;
    default:
      return `/config/${encodeURIComponent(manifest.kind)}/${place}`;
  }
}
