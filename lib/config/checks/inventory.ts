import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";

/** A finding on `manifest`. */
export function findingOn(
  manifest: Manifest,
  finding: Pick<Finding, "code" | "severity" | "path" | "message" | "params" | "evidence" | "isFixable">,
): Finding {
  return { ...finding, object: refFromManifest(manifest) };
}

/** The FQDN that `host` means in `namespace`; other hosts come back as they are. */
export function fullHost(host: string, namespace: string): string {
  const service = serviceFromHost(host, namespace);
  return service === undefined ? host : hostFromService(service);
}
