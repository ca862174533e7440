import { z } from "zod";
import type { PolicyEvidence } from "@/lib/causes/policy-evidence";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import type { MeshWorkload } from "@/lib/effective/mesh-workloads";
import { rootNamespace, selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";

type Extension = PolicyEvidence["extensions"][number];
export type Side = { readonly workload: MeshWorkload; readonly side: "source" | "destination" };

const labelsSchema = z.record(z.string(), z.string());

/** Whether an object with a selector stands for the workload. `selectorOf` gives the labels of its spec. */
export function selects(
  object: Manifest,
  workload: MeshWorkload,
  selectorOf: (spec: Record<string, unknown>) => unknown,
): boolean {
  const namespace = object.metadata.namespace ?? "";
  if (namespace !== workload.namespace && namespace !== rootNamespace) return false;
  const selector = labelsSchema.safeParse(selectorOf(object.spec ?? {}) ?? {});
  return selector.success && selectorMatches(selector.data, workload.labels);
}

/** A field of what may be an object. */
export const at = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

const kindsOfText: readonly (readonly [Extension["kind"], RegExp])[] = [
  ["lua", /filters\.http\.lua/],
  ["wasm", /filters\.http\.wasm|envoy\.wasm/],
  ["ext_proc", /ext_proc/],
  ["health_check", /filters\.http\.health_check/],
  ["buffer", /filters\.http\.buffer|max_request_headers_kb|max_request_bytes/],
];

/** EnvoyFilters and WasmPlugins that change what one of the two proxies does; rate limits are told apart elsewhere. */
export function extensionsOf(objects: MeshObjects, sides: readonly Side[]): readonly Extension[] {
  const filters = (objects["networking.istio.io/EnvoyFilter"] ?? []).flatMap((object) =>
    extension(object, sides, (spec) => at(spec["workloadSelector"], "labels")),
  );
  const plugins = (objects["extensions.istio.io/WasmPlugin"] ?? []).flatMap((object) =>
    extension(object, sides, (spec) => at(spec["selector"], "matchLabels"), "wasm"),
  );
  return [...filters, ...plugins];
}

function extension(
  object: Manifest,
  sides: readonly Side[],
  selectorOf: (spec: Record<string, unknown>) => unknown,
  known?: Extension["kind"],
): readonly Extension[] {
  const found = sides.find(({ workload }) => selects(object, workload, selectorOf));
  if (found === undefined) return [];
  const text = JSON.stringify(object.spec ?? {});
  const kind = known ?? kindsOfText.find(([, words]) => words.test(text))?.[0] ?? "other";
  const statuses = [...text.matchAll(/(?<![\d.])([45]\d\d)(?![\d.])/g)].map(([status]) => Number(status));
  return [{ ref: refFromManifest(object), kind, side: found.side, statuses: [...new Set(statuses)] }];
}
