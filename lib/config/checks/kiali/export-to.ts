import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { specOf, texts } from "@/lib/config/checks/loose";
import { keys } from "@/lib/config/checks/own/mesh-kinds";

const kinds = [keys.virtualService, keys.destinationRule, keys.serviceEntry] as const;

/** KIA0005: an object is exported to a namespace that does not exist. */
export const exportTo = listRule({
  codes: ["KIA0005"],
  reads: [keys.namespace],
  optional: kinds,
  check: ([namespaces], { objects }) => {
    const known = new Set(namespaces.map(({ metadata }) => metadata.name));
    return kinds.flatMap((key) =>
      (objects[key] ?? []).flatMap((manifest) =>
        texts(specOf(manifest)["exportTo"]).flatMap((target, index) => {
          if (/^[.*~]$/.test(target) || known.has(target)) return [];
          return [
            findingOn(manifest, {
              code: "KIA0005",
              severity: "error",
              path: `spec.exportTo[${index}]`,
              message: `It is exported to the namespace ${target}, which does not exist`,
              params: { namespace: target },
            }),
          ];
        }),
      ),
    );
  },
});
