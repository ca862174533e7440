import { parseAllDocuments } from "yaml";
import { manifestSchema } from "@/lib/config/manifest-schema";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "./mesh-objects";
import type { Manifest } from "@/lib/config/manifest";

/** For tests: manifests in YAML as mesh objects; objects without a namespace get `namespace`. */
export function meshFromYaml(text: string, namespace = "bookinfo"): MeshObjects {
  const objects: Record<string, Manifest[]> = {};
  for (const document of parseAllDocuments(text)) {
    const value: unknown = document.toJS();
    if (value === null) continue;
    const manifest = manifestSchema.parse(value);
    const placed = {
      ...manifest,
      metadata: { ...manifest.metadata, namespace: manifest.metadata.namespace ?? namespace },
    };
    (objects[`${groupFromApiVersion(manifest.apiVersion)}/${manifest.kind}`] ??= []).push(placed);
  }
  return objects;
}

/** For tests: a Service with one pod per listed version, all with sidecars. */
export function serviceYaml(
  name: string,
  options: { port?: string; versions?: readonly string[]; namespace?: string } = {},
): string {
  const { port = "{name: http, port: 9080}", versions = ["v1"], namespace = "bookinfo" } = options;
  const pods = versions.map(
    (version, index) => `---
apiVersion: v1
kind: Pod
metadata: {name: ${name}-${version}, namespace: ${namespace}, labels: {app: ${name}, version: ${version}, security.istio.io/tlsMode: istio}}
status: {podIP: 10.0.${name.length}.${index + 1}, phase: Running, conditions: [{type: Ready, status: "True"}]}
`,
  );
  return `---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${name}}, ports: [${port}]}
${pods.join("")}`;
}
