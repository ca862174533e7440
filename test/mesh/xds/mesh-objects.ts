import type { Manifest } from "@/lib/config/manifest";
import { manifestSchema } from "@/lib/config/manifest-schema";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { Bed } from "../bed-file";
import { callKube, type KubeAnswer } from "../kube";

/** Kinds that decide routing, with where the API server keeps them. */
const kinds = [
  ["", "v1", "Service", "services"],
  ["", "v1", "Pod", "pods"],
  ["", "v1", "ConfigMap", "configmaps"],
  ["discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"],
  ["networking.istio.io", "v1", "VirtualService", "virtualservices"],
  ["networking.istio.io", "v1", "DestinationRule", "destinationrules"],
  ["networking.istio.io", "v1", "ServiceEntry", "serviceentries"],
  ["networking.istio.io", "v1", "Gateway", "gateways"],
  ["networking.istio.io", "v1", "Sidecar", "sidecars"],
  ["security.istio.io", "v1", "PeerAuthentication", "peerauthentications"],
  ["gateway.networking.k8s.io", "v1", "Gateway", "gateways"],
  ["gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"],
  ["gateway.networking.k8s.io", "v1", "GRPCRoute", "grpcroutes"],
  ["gateway.networking.k8s.io", "v1beta1", "ReferenceGrant", "referencegrants"],
] as const;

type Kind = (typeof kinds)[number];

function apiPath([group, version, , plural]: Kind, namespace?: string): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${namespace}/${plural}`;
}

/** Everything on the bed that decides routing, as the API server has it now. */
export async function readMeshObjects(bed: Bed): Promise<MeshObjects> {
  const lists = await Promise.all(
    kinds.map(async (kind): Promise<[string, Manifest[]]> => {
      const [group, version, name] = kind;
      const { status, body } = await admin(bed, "GET", apiPath(kind));
      if (status !== 200) throw new Error(`list ${name}: ${status}`);
      const apiVersion = group === "" ? version : `${group}/${version}`;
      const items = body["items"] as Record<string, unknown>[];
      return [
        `${group}/${name}`,
        items.map((item) => manifestSchema.parse({ apiVersion, kind: name, ...item })),
      ];
    }),
  );
  return Object.fromEntries(lists);
}

function kindOf(manifest: Manifest): Kind {
  const group = manifest.apiVersion.includes("/") ? (manifest.apiVersion.split("/")[0] ?? "") : "";
  const kind = kinds.find((each) => each[0] === group && each[2] === manifest.kind);
  if (kind === undefined) throw new Error(`no path for ${manifest.apiVersion} ${manifest.kind}`);
  return kind;
}

function admin(bed: Bed, method: string, path: string, body?: unknown): Promise<KubeAnswer> {
  return callKube(bed, method, path, body, bed.TOKEN_ADMIN);
}

/** Creates the objects, or replaces them where they exist; what the API server refuses is told in its words. */
export async function applyAll(bed: Bed, manifests: readonly Manifest[]): Promise<readonly string[]> {
  const refusals: string[] = [];
  const queue = [...manifests];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const problem = await applyOne(bed, next);
      if (problem !== undefined) refusals.push(problem);
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return refusals;
}

async function applyOne(bed: Bed, manifest: Manifest): Promise<string | undefined> {
  const { name, namespace } = manifest.metadata;
  const path = apiPath(kindOf(manifest), namespace);
  const created = await admin(bed, "POST", path, manifest);
  if (created.status < 300) return undefined;
  if (created.status !== 409) return refusal(manifest, created);
  const present = await admin(bed, "GET", `${path}/${name}`);
  const { resourceVersion } = present.body["metadata"] as { resourceVersion: string };
  const body = { ...manifest, metadata: { ...manifest.metadata, resourceVersion } };
  const replaced = await admin(bed, "PUT", `${path}/${name}`, body);
  return replaced.status < 300 ? undefined : refusal(manifest, replaced);
}

function refusal(manifest: Manifest, { status, body }: KubeAnswer): string {
  return `${manifest.kind} ${manifest.metadata.name}: ${status} ${String(body["message"])}`;
}

/** Deletes all objects with the label `selector` in the namespaces, and those namespaces that are the suite's own. */
export async function removeAll(
  bed: Bed,
  selector: string,
  namespaces: readonly string[],
  ownNamespaces: readonly string[],
): Promise<void> {
  for (const kind of kinds)
    for (const namespace of namespaces)
      if (!["Pod", "ConfigMap"].includes(kind[2])) {
        const listed = await admin(bed, "GET", `${apiPath(kind, namespace)}?labelSelector=${selector}`);
        const items = (listed.body["items"] ?? []) as { metadata: { name: string } }[];
        await Promise.all(
          items.map((item) => admin(bed, "DELETE", `${apiPath(kind, namespace)}/${item.metadata.name}`)),
        );
      }
  for (const name of ownNamespaces) await removeNamespace(bed, name);
}

/** The bed has no namespace controller: who deletes a namespace has to finalize it too. */
export async function removeNamespace(bed: Bed, name: string): Promise<void> {
  await admin(bed, "DELETE", `/api/v1/namespaces/${name}`);
  const { status, body } = await admin(bed, "GET", `/api/v1/namespaces/${name}`);
  if (status !== 200) return;
  await admin(bed, "PUT", `/api/v1/namespaces/${name}/finalize`, { ...body, spec: { finalizers: [] } });
}

export async function createNamespace(bed: Bed, name: string): Promise<void> {
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  const { status } = await admin(bed, "POST", "/api/v1/namespaces", body);
  if (status !== 201 && status !== 409) throw new Error(`namespace ${name}: ${status}`);
}
