import type { Manifest } from "@/lib/config/manifest";
import type { RunningDemo } from "@/server/demo/start";

const plurals = { VirtualService: "virtualservices", DestinationRule: "destinationrules" } as const;
export type RoutingKind = keyof typeof plurals;
type Name = { readonly namespace: string; readonly name: string };

async function call(demo: RunningDemo, method: string, path: string, body?: Manifest): Promise<number> {
  const response = await fetch(`${demo.kubernetes.url}/apis/networking.istio.io/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${demo.kubernetes.token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** The stored object, from the demo's own memory. */
export function storedObject(
  demo: RunningDemo,
  kind: RoutingKind,
  { namespace, name }: Name,
): Manifest | undefined {
  return demo.world.store
    .list("networking.istio.io", kind)
    .find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
}

/** A person with kubectl makes the object what it is to be, or removes it. */
export async function putByHand(
  demo: RunningDemo,
  kind: RoutingKind,
  of: Name,
  wanted: Manifest | undefined,
): Promise<void> {
  const path = `namespaces/${of.namespace}/${plurals[kind]}`;
  if (storedObject(demo, kind, of) !== undefined) await call(demo, "DELETE", `${path}/${of.name}`);
  if (wanted === undefined) return;
  const { name, namespace, labels, annotations } = wanted.metadata;
  const status = await call(demo, "POST", path, {
    ...wanted,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels, annotations },
  });
  if (status !== 201) throw new Error(`${kind} ${of.namespace}/${of.name} was answered with ${status}`);
}
