import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf, record, specOf, text } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { selectorOf } from "@/lib/config/checks/own/selected-workloads";
import type { Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";
import { meshConfig } from "@/lib/xds/mesh-config";
import { rootNamespace } from "@/lib/xds/mesh-objects";

const tlsOf = (rule: Manifest): string => text(record(record(specOf(rule)["trafficPolicy"])["tls"])["mode"]);
const hostOf = (rule: Manifest): string => text(specOf(rule)["host"]);
const modeOf = (policy: Manifest): string => text(record(specOf(policy)["mtls"])["mode"]);

const isMeshWide = (host: string): boolean =>
  host === "*" || host === "*.local" || host === "*.svc.cluster.local";
const namespaceOfHost = (host: string): string | undefined => /^\*\.([^.]+)\.svc(\.|$)/.exec(host)?.[1];

/**
 * KIA0204 to KIA0206, KIA0401, KIA0501, KIA0505, KIA0506: where automatic mTLS is off, the client's side
 * (DestinationRule) and the server's (PeerAuthentication) must be set alike by hand. With it on, which is Istio's
 * default, none of these is a fault.
 */
export const manualMutualTls: Rule = {
  codes: ["KIA0204", "KIA0205", "KIA0206", "KIA0401", "KIA0501", "KIA0505", "KIA0506"],
  reads: [keys.destinationRule, keys.peerAuthentication, keys.configMap],
  check: ({ objects }) => {
    const [rules, policies] = [objects[keys.destinationRule], objects[keys.peerAuthentication]];
    const isAutomatic = meshConfig(objects)["enableAutoMtls"] !== false;
    if (objects[keys.configMap] === undefined || rules === undefined || policies === undefined || isAutomatic)
      return [];
    return [...clientsAlone(rules, policies), ...serversAlone(rules, policies)];
  },
};

const openPolicy = (policies: readonly Manifest[], namespace: string): Manifest | undefined =>
  policies.find(
    (policy) => namespaceOf(policy) === namespace && Object.keys(selectorOf(policy).labels).length === 0,
  );

function clientsAlone(rules: readonly Manifest[], policies: readonly Manifest[]): readonly Finding[] {
  const whole = rules.find((rule) => isMeshWide(hostOf(rule)) && tlsOf(rule) === "ISTIO_MUTUAL");
  return rules.flatMap((rule) => {
    const host = hostOf(rule);
    const namespace = namespaceOfHost(host);
    const isMutual = tlsOf(rule) === "ISTIO_MUTUAL";
    const finding = (code: string, message: string): readonly Finding[] => [
      findingOn(rule, {
        code,
        severity: code === "KIA0204" ? "warning" : "error",
        path: code === "KIA0204" ? "spec.trafficPolicy" : "spec.trafficPolicy.tls",
        message,
        params: { host },
      }),
    ];
    if (isMutual && isMeshWide(host) && openPolicy(policies, rootNamespace) === undefined) {
      return finding(
        "KIA0205",
        "Callers use mTLS in the whole mesh, and no PeerAuthentication of the mesh asks for it",
      );
    }
    if (isMutual && namespace !== undefined && openPolicy(policies, namespace) === undefined) {
      return finding(
        "KIA0206",
        `Callers use mTLS to ${namespace}, and no PeerAuthentication there asks for it`,
      );
    }
    const isOverriding =
      whole !== undefined &&
      rule !== whole &&
      specOf(rule)["trafficPolicy"] !== undefined &&
      tlsOf(rule) === "";
    return isOverriding
      ? finding(
          "KIA0204",
          `Its trafficPolicy replaces that of ${hostOf(whole)} and says nothing of mTLS: callers use plaintext`,
        )
      : [];
  });
}

function serversAlone(rules: readonly Manifest[], policies: readonly Manifest[]): readonly Finding[] {
  const has = (covers: (host: string) => boolean, mode: string) =>
    rules.some((rule) => covers(hostOf(rule)) && tlsOf(rule) === mode);
  return policies.flatMap((policy) => {
    const namespace = namespaceOf(policy);
    if (Object.keys(selectorOf(policy).labels).length > 0) return [];
    const isMesh = namespace === rootNamespace;
    const covers = (host: string) => isMeshWide(host) || (!isMesh && namespaceOfHost(host) === namespace);
    const [wanted, code] =
      modeOf(policy) === "STRICT"
        ? (["ISTIO_MUTUAL", isMesh ? "KIA0401" : "KIA0501"] as const)
        : modeOf(policy) === "DISABLE"
          ? (["DISABLE", isMesh ? "KIA0506" : "KIA0505"] as const)
          : (["", ""] as const);
    if (code === "" || has(covers, wanted)) return [];
    return [
      findingOn(policy, {
        code,
        severity: "error",
        path: "spec.mtls.mode",
        message: `Workloads are set to ${modeOf(policy)}, and no DestinationRule tells callers ${wanted}`,
        params: { mode: modeOf(policy), wanted },
      }),
    ];
  });
}
