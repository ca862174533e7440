import { coversAny, findHost, hostIndex, placeOf } from "./service-hosts";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { specOf, text } from "@/lib/config/checks/loose";

/** IST0174: a DestinationRule for a host that is neither a Service nor in a ServiceEntry that it sees. */
export const destinationRuleHost = listRule({
  codes: ["IST0174"],
  reads: [kindKeys.destinationRule, kindKeys.service, kindKeys.serviceEntry],
  check: ([rules, services, entries]) => {
    const index = hostIndex(services, entries);
    return rules.flatMap((rule) => {
      const host = text(specOf(rule)["host"]);
      if (findHost(index, placeOf(rule), host) !== undefined || coversAny(index, host)) return [];
      return [
        findingOn(rule, {
          code: "IST0174",
          severity: "warning",
          path: "spec.host",
          message: `The host ${host} is neither a Service nor in a ServiceEntry`,
          params: { host },
        }),
      ];
    });
  },
});
