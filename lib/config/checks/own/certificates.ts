import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { formatAge } from "@/lib/format/duration";
import { keys } from "./mesh-kinds";
import { podsByNamespace } from "./workloads";

const hourMs = 3_600_000;
/** Proxies renew after about half of the life; with a quarter left two renewals have failed. */
const overdueShare = 0.25;
/** Istio's default is 24 h; below this a control plane that is away for a lunch break stops the mesh. */
const shortMs = 2 * hourMs;

/** HD0012: a proxy's certificate has run out or is not renewed. HD0013: certificates live for too short a time. */
export const certificates: Rule = {
  codes: ["HD0012", "HD0013"],
  reads: [keys.pod],
  facts: ["certificates"],
  readsClock: true,
  check: ({ objects, facts, nowMs }) => {
    const pods = podsByNamespace(objects);
    return (facts.certificates ?? []).flatMap(({ namespace, pod: name, notBeforeMs, notAfterMs }) => {
      const pod = pods?.get(namespace)?.find((one) => one.name === name);
      if (pod === undefined) return [];
      const leftMs = notAfterMs - nowMs;
      const lifeMs = notBeforeMs === undefined ? undefined : notAfterMs - notBeforeMs;
      const evidence = [
        { kind: "fact" as const, label: "notAfter", value: new Date(notAfterMs).toISOString() },
        ...(lifeMs === undefined ? [] : [{ kind: "fact" as const, label: "life", value: formatAge(lifeMs) }]),
      ];
      const until = new Date(notAfterMs).toISOString();
      const isLate = leftMs < (lifeMs === undefined ? hourMs : lifeMs * overdueShare);
      return [
        ...(isLate
          ? [
              findingOn(pod.manifest, {
                code: "HD0012",
                severity: leftMs < hourMs ? "error" : "warning",
                path: "",
                message:
                  leftMs <= 0
                    ? `The certificate ran out at ${until}`
                    : `The certificate runs out at ${until} and has not been renewed`,
                params: { until },
                evidence,
              }),
            ]
          : []),
        ...(lifeMs !== undefined && lifeMs < shortMs
          ? [
              findingOn(pod.manifest, {
                code: "HD0013",
                severity: "warning",
                path: "",
                message: `The certificate lives for ${formatAge(lifeMs)} only`,
                params: { life: formatAge(lifeMs) },
                evidence,
              }),
            ]
          : []),
      ];
    });
  },
};
