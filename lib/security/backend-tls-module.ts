import type { ApiFit, IntentModule, IntentTarget } from "@/lib/changes/intent-module";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import { hostFromService } from "@/lib/mesh/service-host";
import { targetOfHost } from "@/lib/security/backend-host";
import type { BackendTlsIntent } from "@/lib/security/backend-tls-intent";
import { policyInstances, policyRemoved, policyToManifests } from "@/lib/security/backend-tls-policy";
import { ruleInstances, ruleRemoved, ruleToManifests } from "@/lib/security/backend-tls-rule";
import { objectsIn } from "@/lib/security/policy-objects";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** How proxies encrypt what they send to a host: a DestinationRule, or a BackendTLSPolicy. */
export const backendTlsModule: IntentModule<BackendTlsIntent> = {
  fits(objects, target, served) {
    const obstacles = {
      istio: !served("networking.istio.io", "DestinationRule")
        ? "not_served"
        : policyInstances(objects, target).length > 0 && target.name !== ""
          ? "backend_tls_policy_present"
          : undefined,
      gateway: !served("gateway.networking.k8s.io", "BackendTLSPolicy")
        ? "not_served"
        : !isService(objects, target)
          ? "no_service"
          : ruleInstances(objects, target).length > 0
            ? "destination_rule_present"
            : undefined,
    };
    return [
      fit("istio", obstacles.istio, []),
      fit("gateway", obstacles.gateway, [
        "mode",
        "caCertificates",
        "clientCertificate",
        "privateKey",
        "insecureSkipVerify",
      ]),
    ];
  },
  instances: (objects, target) => [...ruleInstances(objects, target), ...policyInstances(objects, target)],
  start(objects, target, api) {
    const known = isService(objects, target);
    const host = known || !target.name.includes(".") ? hostFromService(target) : target.name;
    const isOutside = !known && target.name.includes(".");
    return {
      api,
      namespace: target.namespace,
      host,
      mode: "SIMPLE",
      ...(isOutside || api === "gateway" ? { sni: host } : {}),
      subjectAltNames: [],
      insecureSkipVerify: false,
    };
  },
  toManifests: (intent, objects) =>
    intent.api === "istio" ? ruleToManifests(intent, objects) : policyToManifests(intent, objects),
  remove: (intent, objects) =>
    intent.api === "istio" ? ruleRemoved(intent, objects) : policyRemoved(intent, objects),
  refs(intent, objects) {
    const target = targetOfHost(intent.host, intent.namespace);
    const standing = [...ruleInstances(objects, target), ...policyInstances(objects, target)];
    return standing.flatMap(({ current }): readonly ObjectRef[] =>
      current.object === undefined ? [] : [current.object],
    );
  },
  target: ({ host, namespace }) => targetOfHost(host, namespace),
  title({ host, port, mode }) {
    const place = port === undefined ? host : `${host}:${port}`;
    return mode === "DISABLE" ? `Plain text to ${place}` : `TLS (${mode}) to ${place}`;
  },
};

function fit(api: ApiFit["api"], obstacle: string | undefined, inexpressible: readonly string[]): ApiFit {
  return {
    api,
    fits: obstacle === undefined,
    ...(obstacle === undefined ? {} : { obstacle }),
    inexpressible,
  };
}

function isService(objects: MeshObjects, target: IntentTarget): boolean {
  return objectsIn(objects, "/Service", target.namespace).some(
    ({ metadata }) => metadata.name === target.name,
  );
}
