import { isSameJson } from "@/lib/config/clean-manifest";
import type { RouteMatches } from "@/lib/routing/match-virtual-service";
import type { RequestMatch } from "@/lib/routing/request-match";

/** Whether a rule that asks for `rule` takes every request that meets one of `wanted`, by their conditions alone. */
export function coversMatches(rule: RouteMatches, wanted: RouteMatches): boolean {
  if (rule.port !== undefined && rule.port !== wanted.port) return false;
  if (rule.matches.length === 0) return true;
  if (wanted.matches.length === 0) return false;
  return wanted.matches.every((match) => rule.matches.some((wider) => covers(wider, match)));
}

function covers(wider: RequestMatch, match: RequestMatch): boolean {
  return (
    coversPath(wider.path, match.path) &&
    (wider.methods.length === 0 ||
      (match.methods.length > 0 && match.methods.every((method) => wider.methods.includes(method)))) &&
    wider.headers.every((header) =>
      match.headers.some(
        (other) =>
          other.name.toLowerCase() === header.name.toLowerCase() &&
          (other.invert ?? false) === (header.invert ?? false) &&
          ((header.kind === "present" && header.invert !== true) ||
            (other.kind === header.kind && other.value === header.value)),
      ),
    ) &&
    wider.cookies.every((cookie) => match.cookies.some((other) => isSameJson(other, cookie))) &&
    wider.queryParams.every((param) =>
      match.queryParams.some(
        (other) =>
          other.name === param.name &&
          (param.kind === "present" || (other.kind === param.kind && other.value === param.value)),
      ),
    ) &&
    (wider.sourceNamespace === undefined || wider.sourceNamespace === match.sourceNamespace) &&
    Object.entries(wider.sourceLabels ?? {}).every(([key, value]) => match.sourceLabels?.[key] === value)
  );
}

function coversPath(wider: RequestMatch["path"], path: RequestMatch["path"]): boolean {
  if (wider === undefined) return true;
  if (path === undefined) return false;
  if (wider.kind === "prefix" && path.kind !== "regex") return path.value.startsWith(wider.value);
  return wider.kind === path.kind && wider.value === path.value;
}
