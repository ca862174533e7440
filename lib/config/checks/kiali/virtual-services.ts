import { findingOn } from "@/lib/config/checks/inventory";
import { nameOf, numberFrom, record, records, specOf, text, texts } from "@/lib/config/checks/loose";
import { objectRule } from "@/lib/config/checks/define-rule";
import { keys } from "@/lib/config/checks/own/mesh-kinds";
import { fieldRepair } from "@/lib/config/checks/own/repair";
import type { Rule } from "@/lib/config/checks/rule";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

/** KIA1104, KIA1105, KIA1108: weights, destinations and gateway names of VirtualServices that mislead their readers. */
export const virtualServices: Rule = {
  ...objectRule({
    codes: ["KIA1104", "KIA1105", "KIA1108"],
    reads: [keys.virtualService],
    check: (manifest) => [
      ...(["http", "tcp", "tls"] as const).flatMap((kind) =>
        records(specOf(manifest)[kind]).flatMap(({ route }, index) => [
          ...loneWeight(manifest, records(route), `spec.${kind}[${index}].route`),
          ...twins(manifest, records(route), `spec.${kind}[${index}].route`),
        ]),
      ),
      ...longGateways(manifest),
    ],
  }),
  fix: (finding, { objects }) =>
    finding.code === "KIA1104" ? fieldRepair(objects, finding, finding.path, undefined) : undefined,
};

type Routes = readonly Readonly<Record<string, unknown>>[];

function loneWeight(manifest: Manifest, routes: Routes, path: string): readonly Finding[] {
  const [only, ...others] = routes;
  const weight = numberFrom(only?.["weight"]);
  if (weight === undefined || weight === 100 || others.length > 0) return [];
  return [
    findingOn(manifest, {
      code: "KIA1104",
      severity: "warning",
      path: `${path}[0].weight`,
      message: `The only destination has the weight ${weight}; it gets every request`,
      params: { weight: `${weight}` },
      isFixable: true,
    }),
  ];
}

function twins(manifest: Manifest, routes: Routes, path: string): readonly Finding[] {
  const seen = new Set<string>();
  return routes.flatMap(({ destination }, index) => {
    const { host, subset, port } = record(destination);
    const name = [text(host), text(subset)].filter((part) => part !== "").join(" ");
    const key = `${name}:${numberFrom(record(port)["number"]) ?? ""}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      findingOn(manifest, {
        code: "KIA1105",
        severity: "warning",
        path: `${path}[${index}].destination`,
        message: `${name} is a destination of this route already`,
        params: { destination: name },
      }),
    ];
  });
}

function longGateways(manifest: Manifest): readonly Finding[] {
  return texts(specOf(manifest)["gateways"]).flatMap((gateway, index) => {
    if (gateway.includes("/") || !gateway.includes(".")) return [];
    const [name = "", namespace = ""] = gateway.split(".");
    return [
      findingOn(manifest, {
        code: "KIA1108",
        severity: "info",
        path: `spec.gateways[${index}]`,
        message: `${nameOf(manifest)} names its gateway ${gateway}; ${namespace}/${name} is the form that Istio documents`,
        params: { gateway, better: `${namespace}/${name}` },
      }),
    ];
  });
}
