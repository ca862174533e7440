import type { HeaderChange } from "@/lib/proxies/explain/filter-step";
import { isHidden } from "@/lib/proxies/explain/string-match";
import { firstHeaderOf, type ExplainedRequest } from "@/lib/proxies/explain/request";

/**
 * The request after header changes, as it goes on; names in `unknown` hold a value that nobody can tell from here.
 * `shareHost` is the host that a share of a split writes between its own changes and its route's. Each object removes first, then overwrites, then adds. Source: Envoy's HeaderParser::evaluateHeaders.
 */
export function withHeaderChanges(
  request: ExplainedRequest,
  changes: readonly HeaderChange[],
  shareHost = "",
): { readonly request: ExplainedRequest; readonly unknown: ReadonlySet<string> } {
  const unknown = new Set<string>();
  let current = request;
  let host = shareHost;
  for (const group of groupsOf(changes)) {
    if (group[0]?.from !== "weighted_cluster" && host !== "") {
      current = { ...current, authority: host };
      host = "";
    }
    current = applyGroup(current, group, unknown);
  }
  if (host !== "") current = { ...current, authority: host };
  return { request: current, unknown };
}

/** Runs of changes from the same object, and each that is made in turn. */
function groupsOf(changes: readonly HeaderChange[]): readonly (readonly HeaderChange[])[] {
  const groups: HeaderChange[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (change.inTurn !== true && last?.[0]?.from === change.from) last.push(change);
    else groups.push([change]);
  }
  return groups;
}

function applyGroup(
  request: ExplainedRequest,
  group: readonly HeaderChange[],
  unknown: Set<string>,
): ExplainedRequest {
  const removed = new Set(group.flatMap(({ action, name }) => (action === "remove" ? [name] : [])));
  const before = { ...request, headers: request.headers.filter(({ name }) => !removed.has(name)) };
  let { headers } = before;
  const added: { name: string; value: string }[] = [];
  for (const { name, action, value: format, keepsEmpty } of group) {
    if (action === "remove") continue;
    const value = formatted(format, before, unknown);
    if (value === undefined) unknown.add(name);
    if (value === "" && keepsEmpty !== true) continue;
    const isThere = before.headers.some((header) => header.name === name);
    if (action === "add_if_absent" && isThere) continue;
    if (action === "overwrite_if_exists" && !isThere) continue;
    if (action === "append" || action === "add_if_absent") added.push({ name, value: value ?? "" });
    else headers = [...headers.filter((header) => header.name !== name), { name, value: value ?? "" }];
  }
  return { ...before, headers: [...headers, ...added] };
}

/** The value of a format string; undefined when it speaks of what is not known here. */
function formatted(
  format: string,
  request: ExplainedRequest,
  unknown: ReadonlySet<string>,
): string | undefined {
  let isKnown = !isHidden(format);
  const value = format.replaceAll(
    /%%|%([A-Z_]+)(?:\(([^)]*)\))?(?::(\d+))?%/g,
    (whole, command, names, most) => {
      if (whole === "%%") return "%";
      const found = command === "REQ" ? headerNamed(`${names}`, request, unknown) : undefined;
      if (found === undefined) isKnown = false;
      return most === undefined ? (found ?? "") : (found ?? "").slice(0, Number(most));
    },
  );
  return isKnown ? value : undefined;
}

function headerNamed(
  names: string,
  request: ExplainedRequest,
  unknown: ReadonlySet<string>,
): string | undefined {
  for (const name of names.toLowerCase().split("?")) {
    if (unknown.has(name)) return undefined;
    // Of several values the first counts.
    const value = firstHeaderOf(request, name);
    if (value === undefined) return undefined;
    if (value !== null) return value;
  }
  // A header that is missing is written as nothing, and a header without a value is not written.
  return "";
}
