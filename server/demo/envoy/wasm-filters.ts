import { createHash } from "node:crypto";
import { z } from "zod";
import { parsedObjects, rootNamespace, selectorMatches } from "@/lib/xds/mesh-objects";
import { anyOf, type ProtoJson, withoutAbsent } from "./proto-json";
import type { ProxyView } from "./proxy-view";

const pluginSchema = z.looseObject({
  selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
  url: z.string(),
  sha256: z.string().optional(),
  pluginName: z.string().optional(),
  pluginConfig: z.record(z.string(), z.unknown()).optional(),
  failStrategy: z.string().optional(),
});

type Plugin = { readonly name: string; readonly spec: z.infer<typeof pluginSchema> };

/** The plugins of a proxy, in the order of their age. Their filters are named as istiod names them. */
function pluginsFor({ lds, proxy }: ProxyView): readonly Plugin[] {
  return parsedObjects(lds.objects, "extensions.istio.io/WasmPlugin", pluginSchema)
    .filter(
      ({ namespace, spec }) =>
        (namespace === proxy.namespace || namespace === rootNamespace) &&
        selectorMatches(spec.selector?.matchLabels, proxy.labels),
    )
    .map(({ namespace, name, spec }) => ({
      name: `extensions.istio.io/wasmplugin/${namespace}.${name}`,
      spec,
    }));
}

/** HTTP filters whose configuration comes by ECDS. */
export function wasmFilters(view: ProxyView): readonly ProtoJson[] {
  return pluginsFor(view).map(({ name }) => ({
    name,
    config_discovery: {
      config_source: { ads: {}, initial_fetch_timeout: "0s", resource_api_version: "V3" },
      type_urls: [
        "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
        "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
      ],
    },
  }));
}

/** What ECDS sent: in Envoy the module lies where the agent has put it, istiod says where it comes from. */
export function dumpExtensions(view: ProxyView, word: "envoy" | "istiod"): readonly ProtoJson[] {
  const { version, updatedMs } = view.lds;
  return pluginsFor(view).map(({ name, spec }) => ({
    version_info: version,
    ecds_filter: anyOf("envoy.config.core.v3.TypedExtensionConfig", {
      name,
      typed_config: anyOf("envoy.extensions.filters.http.wasm.v3.Wasm", {
        config: withoutAbsent({
          name,
          root_id: spec.pluginName,
          vm_config: { runtime: "envoy.wasm.runtime.v8", code: codeOf(spec, word) },
          configuration:
            spec.pluginConfig === undefined
              ? undefined
              : anyOf("google.protobuf.StringValue", { value: JSON.stringify(spec.pluginConfig) }),
          fail_open: spec.failStrategy === "FAIL_OPEN" ? true : undefined,
        }),
      }),
    }),
    ...(word === "envoy" ? { last_updated: new Date(updatedMs).toISOString() } : {}),
  }));
}

function codeOf({ url, sha256 }: Plugin["spec"], word: "envoy" | "istiod"): ProtoJson {
  if (word === "istiod") return { remote: withoutAbsent({ http_uri: { uri: url, timeout: "30s" }, sha256 }) };
  const digest = sha256 ?? createHash("sha256").update(url).digest("hex");
  return { local: { filename: `/var/lib/istio/data/${digest}/${digest}.wasm` } };
}
