import { hostFromService } from "@/lib/mesh/service-host";
import { resolveHost } from "@/lib/xds/host";
import type { Manifest } from "@/lib/config/manifest";
import type { MeshObjects } from "@/lib/xds/mesh-objects";
import { destinationsOf } from "./affected-hosts";
import { HostIndex } from "./host-index";
import { virtualServices, type XdsVirtualService } from "@/lib/xds/virtual-services";

/**
 * The part of the mesh that decides about `hosts`: their services, their rules, the VirtualServices that speak of them
 * and what those send to. Routes of these hosts are the same as in the whole mesh, and made in a fraction of the time.
 */
export function narrowObjects(objects: MeshObjects, hosts: ReadonlySet<string>): MeshObjects {
  const index = indexOf(objects);
  const relevant = index.virtual.meeting(hosts);
  const reached = new Set(hosts);
  for (const virtual of relevant) for (const host of destinationsOf(virtual)) reached.add(host);
  const kept = [...relevant].flatMap((virtual) => index.manifests.get(keyOf(virtual)) ?? []);
  const part = (key: string, list: Iterable<Manifest>): MeshObjects =>
    objects[key] === undefined ? {} : { [key]: [...list] };
  return {
    ...objects,
    ...part(kinds.service, index.services.meeting(reached)),
    ...part(kinds.entry, index.entries.meeting(reached)),
    ...part(kinds.virtual, new Set([...index.delegates, ...kept])),
    ...part(kinds.rule, index.rules.meeting(reached)),
  };
}

const kinds = {
  service: "/Service",
  entry: "networking.istio.io/ServiceEntry",
  virtual: "networking.istio.io/VirtualService",
  rule: "networking.istio.io/DestinationRule",
};

type NarrowIndex = {
  readonly services: HostIndex<Manifest>;
  readonly entries: HostIndex<Manifest>;
  readonly rules: HostIndex<Manifest>;
  readonly virtual: HostIndex<XdsVirtualService>;
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly delegates: readonly Manifest[];
};

const indexes = new WeakMap<MeshObjects, NarrowIndex>();

function indexOf(objects: MeshObjects): NarrowIndex {
  const known = indexes.get(objects);
  if (known !== undefined) return known;
  const virtuals = objects[kinds.virtual] ?? [];
  const index: NarrowIndex = {
    services: new HostIndex(objects[kinds.service] ?? [], (one) => [hostFromService(nameOf(one))]),
    entries: new HostIndex(objects[kinds.entry] ?? [], ({ spec }) => textsOf(spec?.["hosts"])),
    rules: new HostIndex(objects[kinds.rule] ?? [], (one) => {
      const host = one.spec?.["host"];
      return typeof host === "string" ? [resolveHost(host, nameOf(one).namespace)] : [];
    }),
    virtual: new HostIndex(virtualServices(objects), ({ hosts }) => hosts),
    manifests: new Map(virtuals.map((one) => [keyOf(nameOf(one)), one])),
    // Without hosts it is a delegate.
    delegates: virtuals.filter(({ spec }) => textsOf(spec?.["hosts"]).length === 0),
  };
  indexes.set(objects, index);
  return index;
}

const keyOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }): string =>
  `${namespace}/${name}`;

function nameOf({ metadata }: Manifest): { readonly namespace: string; readonly name: string } {
  return { namespace: metadata.namespace ?? "", name: metadata.name };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}
