import { certificateDates, textFromBase64 } from "./certificate-dates";
import { gatewayPods, noWorkload } from "./gateway-workloads";
import { missingReference } from "./report";
import { findNamed } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { namespaceOf, pairs, record, records, specOf, text } from "@/lib/config/checks/loose";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const keyNames = [
  ["cert", "key"],
  ["tls.crt", "tls.key"],
] as const;

function isUsable(secret: Manifest, nowMs: number): boolean {
  const data = pairs(secret["data"]);
  const names = keyNames.find(([cert, key]) => (data[cert] ?? "") !== "" && (data[key] ?? "") !== "");
  const pem = names === undefined ? undefined : textFromBase64(data[names[0]] ?? "");
  const dates = pem === undefined ? undefined : certificateDates(pem);
  return dates !== undefined && dates.notBeforeMs <= nowMs && nowMs <= dates.notAfterMs;
}

function credentialFindings(
  gateway: Manifest,
  namespace: string,
  secrets: readonly Manifest[],
  nowMs: number,
): readonly Finding[] {
  return records(specOf(gateway)["servers"]).flatMap(({ tls }, at) => {
    const name = text(record(tls)["credentialName"]);
    if (name === "") return [];
    const path = `spec.servers[${at}].tls.credentialName`;
    const [first = "", ...rest] = name.split("/");
    const secret =
      rest.length === 0 ? findNamed(secrets, namespace, first) : findNamed(secrets, first, rest.join("/"));
    if (secret === undefined) {
      const message = `There is no Secret ${name} in ${namespace}, where the gateway's pods run`;
      return [
        missingReference(gateway, { variant: "credential", name, path, message, params: { namespace } }),
      ];
    }
    if (isUsable(secret, nowMs)) return [];
    return [
      findingOn(gateway, {
        code: "IST0161",
        severity: "error",
        path,
        message: `The Secret ${name} in ${namespace} holds no certificate with key that is valid now`,
        params: { name, namespace },
      }),
    ];
  });
}

/** IST0101, IST0161: a Gateway's credential that is absent or no valid certificate. Only where Secrets may be read. */
export const gatewaySecrets = listRule({
  codes: ["IST0101", "IST0161"],
  reads: [kindKeys.gateway, kindKeys.pod, kindKeys.secret],
  readsClock: true,
  check: ([gateways, pods, secrets], { nowMs }) =>
    gateways.flatMap((gateway) => {
      const pod = gatewayPods(gateway, pods)[0];
      return pod === undefined
        ? [noWorkload(gateway)]
        : credentialFindings(gateway, namespaceOf(pod), secrets, nowMs);
    }),
});
