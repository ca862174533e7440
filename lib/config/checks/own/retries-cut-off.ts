import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { parseDurationMs } from "@/lib/xds/duration";
import { httpRoutesIn, keys } from "./mesh-kinds";
import { fieldRepair, specDuration } from "./repair";

/** HD0020: the route's timeout ends before its retries could begin. */
export const retriesCutOff: Rule = {
  codes: ["HD0020"],
  reads: [keys.virtualService],
  check: ({ objects }) =>
    httpRoutesIn(objects).flatMap((at) => {
      const { retries, timeout } = at.route;
      const timeoutMs = parseDurationMs(timeout ?? "");
      const perTryMs = parseDurationMs(retries?.perTryTimeout ?? "");
      if (
        timeoutMs === undefined ||
        timeoutMs === 0 ||
        perTryMs === undefined ||
        (retries?.attempts ?? 0) <= 0
      )
        return [];
      if (perTryMs < timeoutMs) return [];
      return [
        findingOn(at.virtual.manifest, {
          code: "HD0020",
          severity: "warning",
          path: `${at.path}.retries.perTryTimeout`,
          message: `One try may take ${retries?.perTryTimeout}, all of them together ${timeout}: a slow try is never repeated`,
          params: { perTry: retries?.perTryTimeout ?? "", timeout: timeout ?? "" },
          isFixable: true,
        }),
      ];
    }),
  fix: (finding, { objects }) => {
    const timeoutMs = parseDurationMs(finding.params["timeout"] ?? "");
    const at = httpRoutesIn(objects).find(
      ({ virtual, path }) =>
        virtual.name === finding.object.name &&
        virtual.namespace === finding.object.namespace &&
        finding.path.startsWith(`${path}.`),
    );
    if (timeoutMs === undefined) return undefined;
    const each = Math.max(1, Math.floor(timeoutMs / ((at?.route.retries?.attempts ?? 0) + 1)));
    return fieldRepair(objects, finding, finding.path, specDuration(each));
  },
};
