import { overlaps, selectWorkloads } from "./workload-selection";
import { listRule } from "@/lib/config/checks/define-rule";
import { grouped } from "@/lib/config/checks/grouped";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { namespaceOf, pairs, record, specOf } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

const labelsIn = (telemetry: Manifest) => pairs(record(specOf(telemetry)["selector"])["matchLabels"]);

/** IST0101, IST0159: Telemetry objects that select no pod, or the same one. */
export const telemetrySelectors = listRule({
  codes: ["IST0101", "IST0159"],
  reads: [kindKeys.telemetry, kindKeys.pod],
  check: ([telemetries, pods]) => {
    const selecting = telemetries.filter((one) => Object.keys(labelsIn(one)).length > 0);
    const { byPod, findings } = selectWorkloads(
      selecting.map((manifest) => ({ manifest, labels: labelsIn(manifest), path: "spec.selector" })),
      pods,
    );
    return [
      ...findings,
      ...overlaps(byPod, (telemetry, others, pod) =>
        findingOn(telemetry, {
          code: "IST0159",
          severity: "error",
          path: "spec.selector",
          message: `${others} selects the pod ${pod.metadata.name} as well: which of them counts is not defined`,
          params: { others, pod: pod.metadata.name },
        }),
      ),
    ];
  },
});

/** IST0160: several Telemetry objects without a selector are the default of one namespace. */
export const telemetryDefaults = listRule({
  codes: ["IST0160"],
  reads: [kindKeys.telemetry],
  check: ([telemetries]) => {
    const defaults = telemetries.filter((one) => !isRecord(specOf(one)["selector"]));
    return [...grouped(defaults, namespaceOf)].flatMap(([namespace, group]) =>
      group.length < 2
        ? []
        : group.map((telemetry) => {
            const others = group
              .filter((one) => one !== telemetry)
              .map(({ metadata: { name } }) => name)
              .toSorted()
              .join(", ");
            return findingOn(telemetry, {
              code: "IST0160",
              severity: "error",
              path: "spec",
              message: `${others} is a default of ${namespace} as well: which of them counts is not defined`,
              params: { others, namespace },
            });
          }),
    );
  },
});
