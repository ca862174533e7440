import { z } from "zod";
import { parsedObjects, rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { luaLoadError } from "./lua-syntax";
import type { MeshProxy } from "./mesh-proxies";

const envoyFilterSchema = z.looseObject({
  workloadSelector: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).optional(),
  configPatches: z
    .array(
      z.looseObject({
        applyTo: z.string().optional(),
        match: z.looseObject({ context: z.string().optional() }).optional(),
        patch: z.looseObject({ value: z.unknown() }).optional(),
      }),
    )
    .default([]),
});

export type FilterFailure = {
  readonly filter: { readonly namespace: string; readonly name: string };
  readonly listener: "virtualInbound" | "virtualOutbound";
  /** `script load error: …`. */
  readonly details: string;
};

/** The first EnvoyFilter that makes this proxy refuse its listeners: a Lua filter whose script does not load. */
export function filterFailure(objects: MeshObjects, proxy: MeshProxy): FilterFailure | undefined {
  if (proxy.type === "ztunnel") return undefined;
  for (const filter of parsedObjects(objects, "networking.istio.io/EnvoyFilter", envoyFilterSchema)) {
    if (filter.namespace !== proxy.namespace && filter.namespace !== rootNamespace) continue;
    if (!selectorMatches(filter.spec.workloadSelector?.labels, proxy.labels)) continue;
    for (const patch of filter.spec.configPatches) {
      const context = patch.match?.context ?? "ANY";
      if ((context === "GATEWAY") !== (proxy.type === "router") && context !== "ANY") continue;
      const script = luaScriptIn(patch.patch?.value);
      const details = script === undefined ? undefined : luaLoadError(script);
      if (details === undefined) continue;
      const outbound = context === "SIDECAR_OUTBOUND" || proxy.type === "router";
      return {
        filter: { namespace: filter.namespace, name: filter.name },
        listener: outbound ? "virtualOutbound" : "virtualInbound",
        details,
      };
    }
  }
  return undefined;
}

/** `inlineCode` or `default_source_code.inline_string`, in whichever spelling, anywhere below the patch's value. */
function luaScriptIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, child] of Object.entries(value)) {
    if (/^(inlineCode|inline_code|inlineString|inline_string)$/.test(key) && typeof child === "string")
      return child.trim();
    const found = luaScriptIn(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
