import type { NackPart } from "@/lib/controlplane/nack";
import { SourceError } from "@/lib/errors";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { DumpSection } from "@/lib/proxies/dump/entry";
import { ownerFromMetadata } from "@/lib/proxies/provenance";
import { readDumpBytes } from "@/server/operations/proxies/target";
import type { OperationContext } from "@/server/ports";

const sectionByType: Partial<Record<NackPart["type"], DumpSection>> = {
  cds: "clusters",
  lds: "listeners",
  rds: "routes",
};

/**
 * The object that Istio stamped on the refused resource, as istiod would send it now. Undefined where it stamps none,
 * or where the dump cannot be read: then the words alone have to do.
 */
export async function stampedOwner(
  ctx: OperationContext,
  proxy: { readonly cluster: string; readonly namespace: string; readonly pod: string },
  { type, resource }: NackPart,
): Promise<ObjectRef | undefined> {
  const section = sectionByType[type];
  // What every proxy has is made by Istio itself and carries no owner.
  if (section === undefined || resource === undefined || resource.startsWith("virtual")) return undefined;
  try {
    const { cluster, namespace, pod } = proxy;
    const { data } = await readDumpBytes(
      ctx,
      { cluster, namespace, pod, view: "istiod" },
      "object behind a refused resource",
    );
    const entry = data.entries.find((one) => one.section === section && one.name === resource);
    if (entry === undefined) return undefined;
    const json: unknown = JSON.parse(new TextDecoder().decode(data.bytes.subarray(entry.start, entry.end)));
    return ownerIn(json, 0);
  } catch (error) {
    if (error instanceof SourceError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const depth = 4;

/** The stamp lies in the resource itself, a few wrappers below the dump's entry. */
function ownerIn(value: unknown, level: number): ObjectRef | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || level > depth) return undefined;
  const own = ownerFromMetadata(value);
  if (own !== undefined) {
    const { apiVersion, kind, namespace, name, isGenerated } = own;
    return isGenerated ? undefined : { apiVersion, kind, namespace, name };
  }
  for (const child of Object.values(value)) {
    const found = ownerIn(child, level + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
