import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { hasEnvoy, meshWorkloads, proxyOfWorkload, type MeshWorkload } from "@/lib/effective/mesh-workloads";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import type { XdsProxy } from "@/lib/xds/proxy-scope";
import { selectorOf } from "./selected-workloads";

/** Workloads whose proxies get the same outbound configuration. */
export type ProxyClass = { readonly proxy: XdsProxy; readonly workloads: readonly MeshWorkload[] };

/**
 * The proxies of the mesh in classes: equal namespace and equal values of every label that an object's routes or scope
 * ask for. Gateways are told apart by all their labels.
 */
export function proxyClasses(sides: readonly MeshObjects[]): readonly ProxyClass[] {
  const keys = [...relevantLabels(sides)].toSorted();
  const classes = new Map<string, { proxy: XdsProxy; workloads: MeshWorkload[] }>();
  for (const workload of meshWorkloads(sides[0] ?? {})) {
    if (!hasEnvoy(workload)) continue;
    const full = proxyOfWorkload(workload);
    const labels =
      full.gateway === true
        ? workload.labels
        : Object.fromEntries(keys.flatMap((key) => pair(key, workload.labels[key])));
    const proxy = { ...full, labels };
    const key = JSON.stringify([proxy.namespace, full.gateway === true, labels]);
    const known = classes.get(key) ?? { proxy, workloads: [] };
    classes.set(key, known);
    known.workloads.push(workload);
  }
  return [...classes.values()];
}

function pair(key: string, value: string | undefined): readonly (readonly [string, string])[] {
  return value === undefined ? [] : [[key, value]];
}

const bySelector = ["networking.istio.io/Sidecar", "networking.istio.io/DestinationRule"];

function relevantLabels(sides: readonly MeshObjects[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const objects of sides) {
    for (const kind of bySelector)
      for (const manifest of objects[kind] ?? [])
        for (const key of Object.keys(selectorOf(manifest.spec ?? {}) ?? {})) keys.add(key);
    for (const manifest of objects["networking.istio.io/VirtualService"] ?? [])
      for (const key of sourceLabels(manifest)) keys.add(key);
  }
  return keys;
}

const known = new WeakMap<Manifest, readonly string[]>();

/** Label keys that any match of a VirtualService asks of the caller. */
function sourceLabels(manifest: Manifest): readonly string[] {
  const cached = known.get(manifest);
  if (cached !== undefined) return cached;
  const keys = ["http", "tls", "tcp"].flatMap((protocol) =>
    recordsOf(manifest.spec?.[protocol]).flatMap((route) =>
      recordsOf(route["match"]).flatMap(({ sourceLabels: labels }) =>
        isRecord(labels) ? Object.keys(labels) : [],
      ),
    ),
  );
  known.set(manifest, keys);
  return keys;
}

function recordsOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
