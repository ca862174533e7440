import { manifestSchema } from "@/lib/config/manifest-schema";
import type { Bed } from "./bed-file";
import { authored, callKube } from "./kube";

const namespace = "/apis/networking.istio.io/v1/namespaces/bookinfo";
const kinds = { virtualservices: "VirtualService", destinationrules: "DestinationRule" } as const;

/** Routes and rules by their path in the API. */
export type NamespaceObjects = ReadonlyMap<string, Record<string, unknown>>;

/** Routes and rules of bookinfo as they are in the cluster, past the console. */
export async function namespaceObjects(bed: Bed): Promise<NamespaceObjects> {
  const lists = await Promise.all(
    Object.entries(kinds).map(async ([plural, kind]) => {
      const { body } = await callKube(bed, "GET", `${namespace}/${plural}`);
      return (body["items"] as Record<string, unknown>[]).map((item): [string, Record<string, unknown>] => {
        const whole = { apiVersion: "networking.istio.io/v1", kind, ...item };
        return [`${namespace}/${plural}/${manifestSchema.parse(whole).metadata.name}`, whole];
      });
    }),
  );
  return new Map(lists.flat());
}

/** What people wrote in them, comparable. */
export function authoredObjects(objects: NamespaceObjects): readonly string[] {
  return [...objects.entries()].map(([path, object]) => `${path} ${authored(object)}`).toSorted();
}

/** Makes the namespace what it was, for the next test. */
export async function putBack(bed: Bed, before: NamespaceObjects): Promise<void> {
  for (const [path, object] of await namespaceObjects(bed)) {
    const old = before.get(path);
    if (old === undefined) await callKube(bed, "DELETE", path);
    else if (authored(old) !== authored(object)) {
      const { resourceVersion } = manifestSchema.parse(object).metadata;
      const metadata = { ...(old["metadata"] as object), resourceVersion };
      const { status } = await callKube(bed, "PUT", path, { ...old, metadata });
      if (status !== 200) throw new Error(`${path} was not put back: ${status}`);
    }
  }
}
