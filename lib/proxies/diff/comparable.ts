import { field, isProtoObject, numberField, type ProtoObject } from "@/lib/proxies/proto-json";
import type { ProxyView } from "@/lib/proxies/dump-target";
import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import type { Omission, OmissionReason } from "./result";

/** What a side of a comparison is: Envoy's word, or istiod's, which holds only what istiod sends. */
export type SideWord = ProxyView;

type Chosen = { readonly entries: readonly DumpEntry[]; readonly omissions: readonly Omission[] };

/** The entries of one side that the other side could have too, with what was left out and why. */
export function comparableEntries(
  own: readonly DumpEntry[],
  other: readonly DumpEntry[],
  words: readonly SideWord[],
): Chosen {
  const isWithIstiod = words.includes("istiod");
  const otherSections = new Set(other.map((entry) => entry.section));
  const otherNames = new Set(isWithIstiod ? other.map((entry) => `${entry.section} ${entry.name}`) : []);
  const left = new Map<string, Omission>();
  const entries = own.filter((entry) => {
    const reason = isWithIstiod ? unsentReason(entry, otherSections, otherNames) : undefined;
    if (reason === undefined) return true;
    const key = `${entry.section} ${reason}`;
    left.set(key, { section: entry.section, reason, resources: (left.get(key)?.resources ?? 0) + 1 });
    return false;
  });
  const loads = isWithIstiod ? entries.filter(({ section }) => section === "endpoints").length : 0;
  if (loads > 0) left.set("health", { section: "endpoints", reason: "no_endpoint_health", resources: loads });
  return { entries, omissions: [...left.values()] };
}

function unsentReason(
  { section, group, name }: DumpEntry,
  otherSections: ReadonlySet<DumpSection>,
  otherNames: ReadonlySet<string>,
): OmissionReason | undefined {
  if (section === "bootstrap" || section === "secrets" || section === "other") return "not_sent_by_istiod";
  if (group.startsWith("static_")) return "static_part";
  if ((section === "endpoints" || section === "ecds") && !otherSections.has(section)) return "not_in_dump";
  // istiod sends endpoints of EDS clusters only; Envoy lists what it resolved for every other cluster as well.
  return section === "endpoints" && !otherNames.has(`${section} ${name}`) ? "not_sent_by_istiod" : undefined;
}

/**
 * A load assignment without what Envoy adds when it prints its hosts: empty health check settings, the default of
 * overprovisioning, and (beside istiod, which knows no health) the health of a host. A locality that weighs what its hosts weigh together says nothing of its own.
 */
export function endpointForm(assignment: unknown, isWithIstiod: boolean): unknown {
  if (!isProtoObject(assignment)) return assignment;
  const { policy, endpoints, ...rest } = assignment;
  const kept = field(policy, "overprovisioning_factor") === 140 ? undefined : policy;
  return {
    ...rest,
    ...(Array.isArray(endpoints)
      ? { endpoints: endpoints.map((each) => localityForm(each, isWithIstiod)) }
      : {}),
    ...(kept === undefined ? {} : { policy: kept }),
  };
}

function localityForm(group: unknown, isWithIstiod: boolean): unknown {
  if (!isProtoObject(group)) return group;
  const { lb_endpoints: hosts, load_balancing_weight: weight, locality, ...rest } = group;
  const place = isProtoObject(locality) && Object.keys(locality).length === 0 ? undefined : locality;
  const isSum =
    Array.isArray(hosts) && weight === hosts.reduce((sum: number, host) => sum + weightOf(host), 0);
  return {
    ...(place === undefined ? {} : { locality: place }),
    ...(Array.isArray(hosts) ? { lb_endpoints: hosts.map((host) => hostForm(host, isWithIstiod)) } : {}),
    ...(weight === undefined || isWithIstiod || isSum ? {} : { load_balancing_weight: weight }),
    ...rest,
  };
}

function weightOf(host: unknown): number {
  return numberField(host, "load_balancing_weight") ?? 1;
}

function hostForm(host: unknown, isWithIstiod: boolean): unknown {
  if (!isProtoObject(host)) return host;
  const { endpoint, health_status: health, load_balancing_weight: weight, ...rest } = host;
  const isHidden = health === undefined || isWithIstiod;
  return {
    ...(isProtoObject(endpoint) ? { endpoint: withoutEmptyCheck(endpoint) } : {}),
    ...(isHidden ? {} : { health_status: health }),
    ...(weight === undefined || weight === 1 ? {} : { load_balancing_weight: weight }),
    ...rest,
  };
}

function withoutEmptyCheck(endpoint: ProtoObject): ProtoObject {
  const { health_check_config: check, ...rest } = endpoint;
  return isProtoObject(check) && Object.keys(check).length > 0 ? endpoint : rest;
}

/** One omission for each section and reason; of two sides that leave out the same, the side with more counts. */
export function mergedOmissions(omissions: readonly Omission[]): readonly Omission[] {
  const merged = new Map<string, Omission>();
  for (const omission of omissions) {
    const key = `${omission.section} ${omission.reason}`;
    merged.set(key, {
      ...omission,
      resources: Math.max(omission.resources, merged.get(key)?.resources ?? 0),
    });
  }
  return [...merged.values()];
}
