import type { z } from "zod";
import type { manifestSchema } from "@/lib/config/manifest-schema";
import type { ObjectRef } from "@/lib/mesh/object-ref";

export type Manifest = z.infer<typeof manifestSchema>;

/** The identity of a manifest. */
export function refFromManifest(manifest: Manifest): ObjectRef {
  return {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    namespace: manifest.metadata.namespace ?? "",
    name: manifest.metadata.name,
  };
}
