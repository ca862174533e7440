import { parse } from "yaml";
import { z } from "zod";
import type { Manifest } from "@/lib/config/manifest";
import { rootNamespace, type MeshObjects } from "./mesh-objects";

const meshConfigSchema = z.looseObject({
  outboundTrafficPolicy: z.looseObject({ mode: z.string().optional() }).optional(),
  trustDomain: z.string().optional(),
});
export type MeshConfig = z.infer<typeof meshConfigSchema>;

const configs = new WeakMap<readonly Manifest[], MeshConfig>();
const noConfigMaps: readonly Manifest[] = [];

/** The mesh's settings from istiod's ConfigMap, as written; empty when it is absent or unreadable. */
export function meshConfig(objects: MeshObjects): MeshConfig {
  const list = objects["/ConfigMap"] ?? noConfigMaps;
  const known = configs.get(list);
  if (known !== undefined) return known;
  const object = list.find(
    ({ metadata }) => metadata.namespace === rootNamespace && metadata.name === "istio",
  );
  const data = z.record(z.string(), z.string()).safeParse(object?.["data"]);
  const config = readConfig(data.success ? (data.data["mesh"] ?? "") : "");
  configs.set(list, config);
  return config;
}

function readConfig(text: string): MeshConfig {
  try {
    const result = meshConfigSchema.safeParse(parse(text));
    return result.success ? result.data : {};
  } catch {
    return {};
  }
}
