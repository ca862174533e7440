import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { httpRoutesIn, keys, routeName } from "./mesh-kinds";
import { fieldRepair } from "./repair";

/** HD0014: a fault stays until somebody remembers it. */
export const faultForever: Rule = {
  codes: ["HD0014"],
  reads: [keys.virtualService],
  check: ({ objects }) =>
    httpRoutesIn(objects).flatMap((at) => {
      const { fault } = at.route;
      const isEmpty = fault?.delay === undefined && fault?.abort === undefined;
      const hasExpiry = Object.keys(at.virtual.annotations).some((key) => /expires?(-?at)?$/i.test(key));
      if (isEmpty || hasExpiry) return [];
      const kind = [fault.delay && "delay", fault.abort && "abort"].filter(Boolean).join(" + ");
      return [
        findingOn(at.virtual.manifest, {
          code: "HD0014",
          severity: "warning",
          path: `${at.path}.fault`,
          message: `The route ${routeName(at)} injects a fault (${kind}) that never ends`,
          params: { route: routeName(at), fault: kind },
          isFixable: true,
        }),
      ];
    }),
  fix: (finding, { objects }) => fieldRepair(objects, finding, finding.path, undefined),
};
