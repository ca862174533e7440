/** The sections of a config dump that the console reads; "other" is kept and shown raw. */
export const dumpSections = [
  "bootstrap",
  "clusters",
  "endpoints",
  "listeners",
  "routes",
  "scoped_routes",
  "secrets",
  "ecds",
  "other",
] as const;
export type DumpSection = (typeof dumpSections)[number];

/** One resource of a config dump and where its JSON lies in the redacted bytes. */
export type DumpEntry = {
  /** `group/name`, with `~2` for the second of a name; stable between fetches of equal configuration. */
  readonly id: string;
  readonly section: DumpSection;
  /** The list that holds it, in snake_case: `dynamic_active_clusters`. */
  readonly group: string;
  readonly name: string;
  /** Byte range, end exclusive. */
  readonly start: number;
  readonly end: number;
  /**
   * SHA-256 (hex) of its bytes without version and times: the same for equal text, whenever it was read. Absent where
   * nobody hashed.
   */
  readonly hash?: string;
};

/** `dynamicActiveClusters` as `dynamic_active_clusters`; istiod prints protobufs in camelCase, Envoy in snake_case. */
export function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The section that a list of resources belongs to. Source: envoy.admin.v3 config dump messages. */
export function sectionFromGroup(group: string): DumpSection {
  if (group === "bootstrap") return "bootstrap";
  if (group.includes("scoped_route_configs")) return "scoped_routes";
  if (group.endsWith("_clusters")) return "clusters";
  if (group.endsWith("_endpoint_configs")) return "endpoints";
  if (group.endsWith("_listeners")) return "listeners";
  if (group.endsWith("_route_configs")) return "routes";
  if (group.endsWith("_secrets")) return "secrets";
  if (group === "ecds_filters") return "ecds";
  return "other";
}
