import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";

/** IST0101: what the object names does not exist. `variant` says which kind of thing, `name` which one. */
export function missingReference(
  manifest: Manifest,
  reference: {
    readonly variant:
      | "credential"
      | "gateway"
      | "host"
      | "mirror_host"
      | "mirror_subset"
      | "namespace"
      | "port"
      | "selector"
      | "subset";
    readonly name: string;
    readonly path: string;
    readonly message: string;
    readonly params?: Readonly<Record<string, string>>;
  },
): Finding {
  const { variant, name, path, message, params = {} } = reference;
  return {
    code: "IST0101",
    severity: "error",
    object: refFromManifest(manifest),
    path,
    message,
    params: { variant, name, ...params },
  };
}
