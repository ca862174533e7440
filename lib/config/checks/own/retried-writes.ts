import { findingOn } from "@/lib/config/checks/inventory";
import type { Rule } from "@/lib/config/checks/rule";
import { parseDurationMs } from "@/lib/xds/duration";
import type { HttpRouteSpec } from "@/lib/xds/virtual-service-spec";
import { httpRoutesIn, keys, routeName } from "./mesh-kinds";
import { fieldRepair, specDuration } from "./repair";

const repeating = /(^|,)\s*(5xx|gateway-error|reset|retriable-4xx|5\d\d)\s*(,|$)/;
const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

function isReadOnly(route: HttpRouteSpec): boolean {
  const matches = route.match ?? [];
  return matches.length > 0 && matches.every(({ method }) => harmless.has(method?.exact ?? ""));
}

/** HD0018: failed writes are sent again, and nothing bounds one try. */
export const retriedWrites: Rule = {
  codes: ["HD0018"],
  reads: [keys.virtualService],
  check: ({ objects }) =>
    httpRoutesIn(objects).flatMap((at) => {
      const { retries } = at.route;
      if (retries === undefined || (retries.attempts ?? 0) <= 0 || retries.perTryTimeout !== undefined)
        return [];
      if (!repeating.test(retries.retryOn ?? "") || isReadOnly(at.route)) return [];
      const timeoutMs = parseDurationMs(at.route.timeout ?? "");
      return [
        findingOn(at.virtual.manifest, {
          code: "HD0018",
          severity: "warning",
          path: `${at.path}.retries`,
          message: `${routeName(at)} repeats failed requests of every method ${retries.attempts} times without a limit for one try`,
          params: { route: routeName(at), attempts: `${retries.attempts}`, retryOn: retries.retryOn ?? "" },
          ...(timeoutMs === undefined || timeoutMs === 0 ? {} : { isFixable: true as const }),
        }),
      ];
    }),
  /** Shares the route's timeout among the tries. */
  fix: (finding, { objects }) => {
    const at = httpRoutesIn(objects).find(
      ({ virtual, path }) =>
        virtual.name === finding.object.name &&
        virtual.namespace === finding.object.namespace &&
        `${path}.retries` === finding.path,
    );
    const timeoutMs = parseDurationMs(at?.route.timeout ?? "");
    if (timeoutMs === undefined || timeoutMs === 0) return undefined;
    const each = Math.max(1, Math.floor(timeoutMs / ((at?.route.retries?.attempts ?? 0) + 1)));
    return fieldRepair(objects, finding, `${finding.path}.perTryTimeout`, specDuration(each));
  },
};
