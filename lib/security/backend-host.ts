import type { IntentTarget } from "@/lib/changes/intent-module";
import { hostFromService, serviceFromHost } from "@/lib/mesh/service-host";
import { objectNameFrom } from "@/lib/security/policy-objects";

/** The Kubernetes service that a whole host names; undefined for any other host. */
export function serviceOfHost(host: string): { namespace: string; name: string } | undefined {
  return host.includes(".svc.") ? serviceFromHost(host, "") : undefined;
}

/** A host as a DestinationRule of `namespace` means it: a short name is completed, any other stays. */
export function fullHost(host: string, namespace: string): string {
  return host === "" || host.includes(".") || host.includes("*")
    ? host
    : hostFromService({ namespace, name: host });
}

/** What a change of the host is about: its service, else the host itself where the object stands. */
export function targetOfHost(host: string, namespace: string): IntentTarget {
  return serviceOfHost(host) ?? { namespace, name: host };
}

/** A name for an object about the host. */
export function objectNameOfHost(host: string): string {
  return objectNameFrom(serviceOfHost(host)?.name ?? host.replace(/^\*\./, "any-"), "tls");
}
