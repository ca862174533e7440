import { IntentError } from "@/lib/changes/intent-module";
import { isSameJson } from "@/lib/config/clean-manifest";
import { istioDuration, readDurationMs } from "@/lib/routing/duration-text";
import {
  numberOf,
  recordOf,
  recordsOf,
  textOf,
  withField,
  withoutFields,
  type Json,
} from "@/lib/routing/json-fields";
import type { ConsistentHash, LoadBalancingIntent, LocalitySetting } from "@/lib/routing/load-balancing";

/** What a `loadBalancer` says, in the intent's words. */
export type LoadBalancer = Pick<LoadBalancingIntent, "algorithm" | "consistentHash" | "locality" | "warmup">;

const ownFields = ["simple", "consistentHash", "localityLbSetting", "warmup", "warmupDurationSecs"] as const;
const algorithms: Readonly<Record<string, LoadBalancingIntent["algorithm"]>> = {
  UNSPECIFIED: "default",
  ROUND_ROBIN: "round_robin",
  LEAST_REQUEST: "least_request",
  LEAST_CONN: "least_request",
  RANDOM: "random",
  PASSTHROUGH: "passthrough",
};

/** What the field says. Throws IntentError (`load_balancer_fields`) when the form has no words for it. */
export function readLoadBalancer(raw: Json): LoadBalancer {
  const strange = Object.keys(raw).find((key) => !ownFields.some((field) => field === key));
  if (strange !== undefined) throw unreadable(strange);
  const hash = raw["consistentHash"] === undefined ? undefined : readHash(recordOf(raw["consistentHash"]));
  const simple = algorithms[textOf(raw["simple"]) ?? "UNSPECIFIED"];
  if (simple === undefined) throw unreadable("simple");
  const warmup = readWarmup(raw);
  return {
    algorithm: hash === undefined ? simple : "consistent_hash",
    ...(hash === undefined ? {} : { consistentHash: hash }),
    locality: readLocality(raw["localityLbSetting"]),
    ...(warmup === undefined ? {} : { warmup }),
  };
}

/** Whether the two say the same. */
function isSaying(raw: Json, wanted: LoadBalancer): boolean {
  try {
    return isSameJson(readLoadBalancer(raw), wanted);
  } catch (error) {
    if (error instanceof IntentError) return false;
    throw error;
  }
}

/** The field saying what is wanted; the field itself when it does. */
export function writeLoadBalancer(raw: Json, wanted: LoadBalancer): Json {
  const { algorithm, consistentHash, locality, warmup } = wanted;
  if (isSaying(raw, { algorithm, consistentHash, locality, warmup })) return raw;
  const simple =
    algorithm === "default" || algorithm === "consistent_hash" ? undefined : algorithm.toUpperCase();
  const hash =
    consistentHash === undefined ? undefined : writeHash(recordOf(raw["consistentHash"]), consistentHash);
  const fields: readonly (readonly [string, unknown])[] = [
    ["simple", simple],
    ["consistentHash", hash],
    ["localityLbSetting", writeLocality(recordOf(raw["localityLbSetting"]), locality)],
    ["warmup", warmup === undefined ? undefined : writeWarmup(warmup)],
    ["warmupDurationSecs", undefined],
  ];
  return fields.reduce((all, [key, value]) => withField(all, key, value), raw);
}

/** What is left of the field when the intent is taken out. */
export function clearLoadBalancer(raw: Json): Json {
  return withoutFields(raw, ...ownFields);
}

function readHash(raw: Json): ConsistentHash {
  const cookie = recordOf(raw["httpCookie"]);
  const header = textOf(raw["httpHeaderName"]);
  const query = textOf(raw["httpQueryParameterName"]);
  const ring = readRing(raw);
  const withRing = ring === undefined ? {} : { ring };
  if (header !== undefined) return { on: "header", name: header, ...withRing };
  if (query !== undefined) return { on: "query", name: query, ...withRing };
  if (raw["useSourceIp"] === true) return { on: "source_ip", name: "", ...withRing };
  const name = textOf(cookie["name"]);
  if (name === undefined) throw unreadable("consistentHash");
  const path = textOf(cookie["path"]);
  return {
    on: "cookie",
    name,
    ...(path === undefined ? {} : { path }),
    ...(cookie["ttl"] === undefined
      ? {}
      : { ttlMs: readDurationMs(cookie["ttl"], "consistentHash.ttlMs") ?? 0 }),
    ...withRing,
  };
}

function readRing(raw: Json): ConsistentHash["ring"] {
  const tableSize = numberOf(recordOf(raw["maglev"])["tableSize"]);
  if (tableSize !== undefined) return { kind: "maglev", tableSize };
  if (raw["maglev"] !== undefined) throw unreadable("consistentHash.maglev");
  const size = numberOf(recordOf(raw["ringHash"])["minimumRingSize"]) ?? numberOf(raw["minimumRingSize"]);
  return size === undefined || size === 0 ? undefined : { kind: "ring_hash", minimumRingSize: size };
}

function writeHash(old: Json, hash: ConsistentHash): Json {
  const { on, name, path, ttlMs, ring } = hash;
  const cookie = recordOf(old["httpCookie"]);
  const attributes = cookie["name"] === name ? cookie["attributes"] : undefined;
  return {
    ...(on === "header" ? { httpHeaderName: name } : {}),
    ...(on === "query" ? { httpQueryParameterName: name } : {}),
    ...(on === "source_ip" ? { useSourceIp: true } : {}),
    ...(on === "cookie"
      ? {
          httpCookie: {
            name,
            ...(path === undefined ? {} : { path }),
            ...(ttlMs === undefined ? {} : { ttl: istioDuration(ttlMs) }),
            ...(attributes === undefined ? {} : { attributes }),
          },
        }
      : {}),
    ...(ring?.kind === "maglev" ? { maglev: { tableSize: ring.tableSize } } : {}),
    ...(ring?.kind === "ring_hash" ? { ringHash: { minimumRingSize: ring.minimumRingSize } } : {}),
  };
}

function readWarmup(raw: Json): LoadBalancingIntent["warmup"] {
  const warmup = recordOf(raw["warmup"]);
  const durationMs = readDurationMs(warmup["duration"] ?? raw["warmupDurationSecs"], "warmup.durationMs");
  if (durationMs === undefined) return undefined;
  const minimumPercent = numberOf(warmup["minimumPercent"]);
  const aggression = numberOf(warmup["aggression"]);
  return {
    durationMs,
    ...(minimumPercent === undefined ? {} : { minimumPercent }),
    ...(aggression === undefined ? {} : { aggression }),
  };
}

function writeWarmup({ durationMs, ...rest }: NonNullable<LoadBalancingIntent["warmup"]>): Json {
  return { duration: istioDuration(durationMs), ...rest };
}

function readLocality(value: unknown): LocalitySetting {
  const raw = recordOf(value);
  const failover = recordsOf(raw["failover"]).map(({ from, to }) => ({
    from: textOf(from) ?? "",
    to: textOf(to) ?? "",
  }));
  const distribute = recordsOf(raw["distribute"]).map(({ from, to }) => ({
    from: textOf(from) ?? "",
    to: Object.fromEntries(
      Object.entries(recordOf(to)).flatMap(([name, share]) => {
        const percent = numberOf(share);
        return percent === undefined ? [] : [[name, percent]];
      }),
    ),
  }));
  const failoverPriority = (Array.isArray(raw["failoverPriority"]) ? raw["failoverPriority"] : []).map(
    String,
  );
  const none = { failover: [], distribute: [], failoverPriority: [] };
  if (raw["enabled"] === false) return { mode: "off", ...none };
  if (distribute.length > 0) {
    if (failover.length + failoverPriority.length > 0) throw unreadable("localityLbSetting");
    return { ...none, mode: "distribute", distribute };
  }
  const isFailover = failover.length + failoverPriority.length > 0 || raw["enabled"] === true;
  return isFailover
    ? { ...none, mode: "failover", failover, failoverPriority }
    : { mode: "default", ...none };
}

function writeLocality(old: Json, locality: LocalitySetting): Json | undefined {
  const { mode, failover, distribute, failoverPriority } = locality;
  if (isSameJson(readOrNull(old), locality)) return Object.keys(old).length === 0 ? undefined : old;
  if (mode === "default") return undefined;
  if (mode === "off") return { enabled: false };
  if (mode === "distribute") return { distribute };
  return {
    enabled: true,
    ...(failover.length === 0 ? {} : { failover }),
    ...(failoverPriority.length === 0 ? {} : { failoverPriority }),
  };
}

function readOrNull(raw: Json): LocalitySetting | null {
  try {
    return readLocality(raw);
  } catch (error) {
    if (error instanceof IntentError) return null;
    throw error;
  }
}

function unreadable(field: string): IntentError {
  return new IntentError(`The form has no words for loadBalancer.${field}`, {
    field: "algorithm",
    reason: "load_balancer_fields",
  });
}
