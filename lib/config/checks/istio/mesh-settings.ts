import { parse } from "yaml";
import { pairs, record, text, type Loose } from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";
import { rootNamespace, type MeshObjects } from "@/lib/xds/mesh-objects";

/** The pairs that a ConfigMap holds. */
export function configMapData(manifest: Manifest): Readonly<Record<string, string>> {
  return pairs(manifest["data"]);
}

/** YAML as an object; an empty one when it is none. */
export function looseFromYaml(yaml: string): Loose {
  try {
    return record(parse(yaml, { logLevel: "silent" }));
  } catch {
    return {};
  }
}

/** istiod's ConfigMap; undefined when it is absent. */
export const istioConfigMap = memoByIdentity((configMaps: readonly Manifest[]) =>
  configMaps.find(({ metadata }) => metadata.namespace === rootNamespace && metadata.name === "istio"),
);

const settingsOf = memoByIdentity((configMap: Manifest): Loose =>
  looseFromYaml(configMapData(configMap)["mesh"] ?? ""),
);
const defaults: Loose = {};

/** MeshConfig as written; empty when there is none, undefined when ConfigMaps are unknown. */
export function meshSettings(objects: MeshObjects): Loose | undefined {
  const configMaps = objects["/ConfigMap"];
  if (configMaps === undefined) return undefined;
  const configMap = istioConfigMap(configMaps);
  return configMap === undefined ? defaults : settingsOf(configMap);
}

/** The namespace whose policies hold for the whole mesh; Istio's usual one when the settings do not say. */
export function meshRootNamespace(objects: MeshObjects): string {
  return text(meshSettings(objects)?.["rootNamespace"]) || rootNamespace;
}
