import { answers, passes, type FilterRule } from "@/lib/proxies/explain/filters/filter-context";
import { headerOf } from "@/lib/proxies/explain/request";
import { field, textsField } from "@/lib/proxies/proto-json";

const retryConditions = new Set(
  (
    "5xx gateway-error reset reset-before-request connect-failure envoy-ratelimited retriable-4xx refused-stream " +
    "retriable-status-codes retriable-headers http3-post-connect-failure"
  ).split(" "),
);
const rpcConditions = new Set([
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
]);

/**
 * The router: it only refuses what `strict_check_headers` forbid, on the way to a cluster. Source: Envoy's
 * FilterUtility::StrictHeaderChecker.
 */
export const router: FilterRule = ({ config, route, request }) => {
  if (field(route, "route") === undefined) return passes();
  for (const name of textsField(config, "strict_check_headers")) {
    const value = headerOf(request, name.toLowerCase());
    if (typeof value === "string" && !isValid(name.toLowerCase(), value)) {
      return answers({ status: 400, flag: "IH", details: `request_headers_failed_strict_check{${name}}` });
    }
  }
  return passes();
};

function isValid(name: string, value: string): boolean {
  if (name === "x-envoy-retry-on") return value.split(",").every((part) => retryConditions.has(part.trim()));
  if (name === "x-envoy-retry-grpc-on") {
    return value.split(",").every((part) => rpcConditions.has(part.trim()));
  }
  return /^\d+$/.test(value);
}
