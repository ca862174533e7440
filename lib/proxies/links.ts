import { atOnce, type Steps } from "@/lib/steps";
import type { DumpEntry } from "./dump/entry";
import { fieldAt, isProtoObject, textField, type ProtoObject } from "./proto-json";
import type { ReferenceSection } from "./references";

/** What a resource names in other sections, each once, in the order in which it stands there. */
export type ResourceLinks = {
  readonly id: string;
  readonly name: string;
  readonly uses: readonly (readonly [section: ReferenceSection, name: string])[];
};

/**
 * Settings that say where configuration comes from: every resource has them, and they say nothing of requests. The
 * load assignment of a cluster names the cluster itself.
 */
const sources = new Set([
  "sds_config",
  "config_source",
  "eds_config",
  "rds_config",
  "metadata",
  "load_assignment",
]);
const clusterKeys = new Set(["cluster", "cluster_name", "collector_cluster"]);
const secretKeys = new Set(["tls_certificate_sds_secret_configs", "validation_context_sds_secret_config"]);

type Add = (section: ReferenceSection, name: unknown) => void;

/** Resources of this size are read in steps. */
const largeBytes = 131_072;
/** A route is the fifth level of its table, a filter chain the fourth of its listener. */
const steppedDepth = 5;

const snakeKeys = new Map<string, string>();

function snake(key: string): string {
  const known = snakeKeys.get(key);
  if (known !== undefined) return known;
  const made = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  // Keys of maps are names of any kind: what is kept is bounded.
  if (snakeKeys.size < 5000) snakeKeys.set(key, made);
  return made;
}

/** The links of a listener, route table or cluster: routes, clusters, endpoints, secrets and discovered filters. */
export function linksFromEntry(entry: DumpEntry, value: unknown): ResourceLinks {
  return atOnce(linkSteps(entry, value));
}

/** The same in steps between which a caller may pause. */
export function* linkSteps(entry: DumpEntry, value: unknown): Steps<ResourceLinks> {
  const found = new Map<string, readonly [ReferenceSection, string]>();
  const add: Add = (section, name) => {
    if (typeof name === "string" && name !== "") found.set(`${section}\n${name}`, [section, name]);
  };
  if (entry.section === "clusters") {
    const cluster = fieldAt(value, "cluster");
    const named = fieldAt(cluster, "eds_cluster_config", "service_name");
    add("endpoints", typeof named === "string" && named !== "" ? named : textField(cluster, "name"));
  }
  if (entry.end - entry.start < largeBytes) walk(value, add);
  else yield* walkInSteps(value, add, 0);
  return { id: entry.id, name: entry.name, uses: [...found.values()] };
}

function walk(value: unknown, add: Add): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, add);
    return;
  }
  if (!isProtoObject(value)) return;
  for (const [key, item] of Object.entries(value)) if (note(value, key, item, add)) walk(item, add);
}

/** Pauses between the items of lists near the root: filter chains, virtual hosts and their routes. */
function* walkInSteps(value: unknown, add: Add, depth: number): Steps<void> {
  if (depth === steppedDepth) {
    walk(value, add);
    yield undefined;
  } else if (Array.isArray(value)) {
    for (const item of value) yield* walkInSteps(item, add, depth + 1);
  } else if (isProtoObject(value)) {
    for (const [key, item] of Object.entries(value))
      if (note(value, key, item, add)) yield* walkInSteps(item, add, depth + 1);
  }
}

/** Adds what a member names. Whether there may be more inside of it. */
function note(holder: ProtoObject, key: string, item: unknown, add: Add): boolean {
  const name = snake(key);
  if (typeof item === "string") {
    if (clusterKeys.has(name)) add("clusters", item);
    else if (name === "route_config_name") add("routes", item);
    return false;
  }
  if (secretKeys.has(name))
    for (const secret of Array.isArray(item) ? item : [item]) add("secrets", textField(secret, "name"));
  if (name === "weighted_clusters")
    for (const share of listAt(item, "clusters")) add("clusters", textField(share, "name"));
  if (name === "config_discovery") add("ecds", textField(holder, "name"));
  return !sources.has(name);
}

function listAt(value: unknown, key: string): readonly unknown[] {
  const found = fieldAt(value, key);
  return Array.isArray(found) ? found : [];
}
