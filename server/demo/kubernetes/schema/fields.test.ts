import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseDeclaration, type DeclaredType } from "./declaration";
import { fieldsOfKind, type FieldNode } from "./fields";

const models = path.resolve(import.meta.dirname, "../../../../node_modules/@kubernetes-models");

function declaredIn(file: string): DeclaredType {
  const source = readFileSync(file, "utf8");
  return parseDeclaration(source, (name) => {
    const imported = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "([^"]+)"`).exec(source)?.[1];
    if (imported === undefined || name.endsWith("ObjectMeta")) return { type: "any" };
    const plain = imported.replace(/\.js$/, "");
    const target = plain.startsWith(".")
      ? path.resolve(path.dirname(file), `${plain}.d.ts`)
      : path.resolve(models, `${plain.replace("@kubernetes-models/", "")}.d.ts`);
    return existsSync(target) ? declaredIn(target) : { type: "any" };
  });
}

const sources = {
  istio: {
    "networking.istio.io/v1": [
      "VirtualService",
      "DestinationRule",
      "Gateway",
      "ServiceEntry",
      "Sidecar",
      "WorkloadEntry",
      "WorkloadGroup",
    ],
    "networking.istio.io/v1alpha3": ["EnvoyFilter"],
    "networking.istio.io/v1beta1": ["ProxyConfig"],
    "security.istio.io/v1": ["AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication"],
    "telemetry.istio.io/v1": ["Telemetry"],
    "extensions.istio.io/v1alpha1": ["WasmPlugin"],
  },
  "gateway-api": {
    "gateway.networking.k8s.io/v1": ["Gateway", "GatewayClass", "HTTPRoute", "GRPCRoute"],
    "gateway.networking.k8s.io/v1beta1": ["ReferenceGrant"],
  },
};

function tableFromModels() {
  const nodes: unknown[] = [];
  const indexes = new Map<string, number>();
  const intern = (type: DeclaredType): number => {
    const row = rowFrom(type);
    const text = JSON.stringify(row);
    const index = indexes.get(text) ?? nodes.push(row) - 1;
    indexes.set(text, index);
    return index;
  };
  const rowFrom = (type: DeclaredType): unknown => {
    if (type.type === "list") return ["list", intern(type.items)];
    if (type.type === "map") return ["map", intern(type.values)];
    if (type.type !== "object") return type.type === "nothing" ? "any" : type.type;
    const names = [...type.fields.keys()].toSorted();
    return Object.fromEntries(names.map((name) => [name, intern(type.fields.get(name) ?? { type: "any" })]));
  };
  const kinds: Record<string, number> = {};
  for (const [model, groups] of Object.entries(sources)) {
    for (const [groupVersion, names] of Object.entries(groups)) {
      for (const name of names) {
        const declared = declaredIn(path.join(models, model, groupVersion, `${name}.d.ts`));
        if (declared.type !== "object") throw new Error(`${name} is no object`);
        const fields = new Map(declared.fields);
        for (const common of ["apiVersion", "kind", "metadata"]) fields.delete(common);
        kinds[`${groupVersion.split("/")[0]}/${name}`] = intern({ type: "object", fields });
      }
    }
  }
  return { nodes, kinds };
}

function at(node: FieldNode | undefined, fieldPath: string): FieldNode | undefined {
  let found = node;
  for (const part of fieldPath.split(".")) {
    if (found?.type === "list") found = found.items;
    if (found?.type === "object") found = found.fields.get(part);
    else if (found?.type === "map") found = found.values;
    else return undefined;
  }
  return found;
}

describe("the table of CRD fields", () => {
  it("is what the installed models declare (run with UPDATE_FIELDS=1 to write it anew)", () => {
    const file = path.join(import.meta.dirname, "fields.json");
    const table = tableFromModels();
    if (process.env.UPDATE_FIELDS !== undefined) writeFileSync(file, `${JSON.stringify(table)}\n`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(table);
  });

  it("knows deep fields of every alternative", () => {
    const rule = fieldsOfKind("networking.istio.io", "DestinationRule");
    expect(at(rule, "spec.trafficPolicy.loadBalancer.consistentHash.httpCookie.ttl")?.type).toBe("string");
    expect(at(rule, "spec.trafficPolicy.loadBalancer.simple")?.type).toBe("string");
    const route = fieldsOfKind("gateway.networking.k8s.io", "HTTPRoute");
    expect(at(route, "spec.rules.backendRefs.weight")?.type).toBe("number");
    expect(at(route, "spec.rules.backendRefs.wieght")).toBeUndefined();
    const service = fieldsOfKind("networking.istio.io", "VirtualService");
    expect(at(service, "spec.http.route.weight")?.type).toBe("number");
    expect(at(service, "spec.http.match.headers.x.exact")?.type).toBe("string");
  });
});
