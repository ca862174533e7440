import { findingOn, fullHost, type Check } from "@/lib/config/checks/inventory";
import type { Manifest } from "@/lib/config/manifest";
import { isMeshBound, virtualServiceSpec } from "@/lib/config/virtual-service";

type MeshRoute = {
  readonly manifest: Manifest;
  readonly hosts: readonly string[];
  /** Namespaces that see it; undefined is all of them. */
  readonly scope: ReadonlySet<string> | undefined;
};

function meshRoute(manifest: Manifest): MeshRoute | undefined {
  const spec = virtualServiceSpec(manifest);
  const namespace = manifest.metadata.namespace ?? "";
  if (!isMeshBound(spec)) return undefined;
  const exportTo = spec.exportTo ?? [];
  const isEverywhere = exportTo.length === 0 || exportTo.includes("*");
  return {
    manifest,
    hosts: spec.hosts.map((host) => fullHost(host, namespace)),
    scope: isEverywhere ? undefined : new Set(exportTo.map((one) => (one === "." ? namespace : one))),
  };
}

const covers = (pattern: string, host: string): boolean =>
  pattern === host || (pattern.startsWith("*") && host.endsWith(pattern.slice(1)));

function sharedHost(one: MeshRoute, other: MeshRoute): string | undefined {
  const { scope } = other;
  const isSeenTogether =
    one.scope === undefined || scope === undefined || [...one.scope].some((name) => scope.has(name));
  if (!isSeenTogether) return undefined;
  return one.hosts.find((host) => other.hosts.some((second) => covers(host, second) || covers(second, host)));
}

/** IST0109: several VirtualServices that one caller sees take one host on the mesh gateway; one of them counts. */
export const checkHostShared: Check = ({ virtualServices }) => {
  const routes = virtualServices.flatMap((manifest) => meshRoute(manifest) ?? []);
  return routes.flatMap((route) => {
    const rivals = routes.flatMap((other) => {
      const host = other === route ? undefined : sharedHost(route, other);
      return host === undefined ? [] : [{ other, host }];
    });
    const first = rivals[0];
    if (first === undefined) return [];
    const others = rivals
      .map(({ other: { manifest } }) => `${manifest.metadata.namespace ?? ""}/${manifest.metadata.name}`)
      .join(", ");
    return [
      findingOn(route.manifest, {
        code: "IST0109",
        severity: "error",
        path: "spec.hosts",
        message: `${first.host} is also taken by ${others}`,
        params: { host: first.host, others },
      }),
    ];
  });
};
