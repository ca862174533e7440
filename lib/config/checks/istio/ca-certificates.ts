import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";

/** The mode when TLS is begun without a CA to check the server's certificate by. */
function uncheckedMode(policy: Loose, hasSelector: boolean): string | undefined {
  const tls = record(policy["tls"]);
  const mode = text(tls["mode"]);
  if (mode !== "SIMPLE" && mode !== "MUTUAL") return undefined;
  // A credential is read only where the rule selects the workloads.
  const isChecked = text(tls["caCertificates"]) !== "" || (text(tls["credentialName"]) !== "" && hasSelector);
  return isChecked ? undefined : mode;
}

/** IST0128, IST0129: TLS is begun with a host whose certificate nobody checks; for the rule or for one port. */
export const caCertificates = objectRule({
  codes: ["IST0128", "IST0129"],
  reads: [kindKeys.destinationRule],
  check: (manifest) => {
    const { host, trafficPolicy, workloadSelector } = specOf(manifest);
    const policy = record(trafficPolicy);
    const hasSelector = isRecord(workloadSelector);
    const unchecked = uncheckedMode(policy, hasSelector);
    const name = text(host);
    const whole =
      unchecked === undefined
        ? []
        : [
            findingOn(manifest, {
              code: "IST0128",
              severity: "warning",
              path: "spec.trafficPolicy.tls",
              message: `TLS to ${name} in mode ${unchecked} without caCertificates: any certificate is taken`,
              params: { host: name, mode: unchecked },
            }),
          ];
    const ports = records(policy["portLevelSettings"]).flatMap((setting, at) => {
      const mode = uncheckedMode(setting, hasSelector);
      if (mode === undefined) return [];
      const port = `${Number(record(setting["port"])["number"] ?? 0)}`;
      return [
        findingOn(manifest, {
          code: "IST0129",
          severity: "warning",
          path: `spec.trafficPolicy.portLevelSettings[${at}].tls`,
          message: `TLS to ${name}:${port} in mode ${mode} without caCertificates: any certificate is taken`,
          params: { host: name, mode, port },
        }),
      ];
    });
    return [...whole, ...ports];
  },
});
