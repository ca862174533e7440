import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { JsonSchema } from "@/lib/config/schema/json-schema";
import { schemaFromDeclaration } from "@/server/demo/kubernetes/openapi/declaration-schema";

/** The installed CRD models: their declarations carry the documentation of every field. */
const models = path.join(/* turbopackIgnore: true */ process.cwd(), "node_modules/@kubernetes-models");
const folders: Readonly<Record<string, string>> = { "gateway.networking.k8s.io": "gateway-api" };

/** API versions that the models have as they are; a version that they lack has the same fields. */
const declaredVersions = ["v1", "v1beta1", "v1alpha1", "v1alpha2", "v1alpha3"];
const built = new Map<string, JsonSchema | undefined>();

/** The documented schema of a custom kind, or undefined when the models are not installed or do not have it. */
export function modelSchema(group: string, version: string, kind: string): JsonSchema | undefined {
  const name = `${group}/${kind}`;
  if (!built.has(name)) built.set(name, readModel(group, version, kind));
  return built.get(name);
}

function readModel(group: string, version: string, kind: string): JsonSchema | undefined {
  const folder = path.join(models, folders[group] ?? "istio", group);
  const file = [version, ...declaredVersions]
    .map((one) => path.join(folder, one, `${kind}.d.ts`))
    .find((one) => existsSync(one));
  return file === undefined ? undefined : readDeclaration(file, []);
}

function readDeclaration(file: string, outer: readonly string[]): JsonSchema {
  if (outer.includes(file)) return { "x-kubernetes-preserve-unknown-fields": true };
  const source = readFileSync(file, "utf8");
  return schemaFromDeclaration(source, (name) => {
    const imported = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "([^"]+)"`).exec(source)?.[1];
    if (imported === undefined) return { "x-kubernetes-preserve-unknown-fields": true };
    const plain = imported.replace(/\.js$/, "");
    const target = plain.startsWith(".")
      ? path.resolve(path.dirname(file), `${plain}.d.ts`)
      : path.join(models, `${plain.replace("@kubernetes-models/", "")}.d.ts`);
    return existsSync(target)
      ? readDeclaration(target, [...outer, file])
      : { "x-kubernetes-preserve-unknown-fields": true };
  });
}
