import type { AmbientService, AmbientWorkload, NamedAddress } from "./model";

export type NameTable = { readonly named: (text: string) => NamedAddress };

/** `10.0.0.1:80`, `[::1]:80`, or `reviews.am.svc.cluster.local:80` in its parts; without a port the whole is the host. */
export function splitAddress(text: string): { readonly host: string; readonly port?: number } {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(text);
  const plain = /^([^:]*):(\d+)$/.exec(text);
  const [, host, port] = bracketed ?? plain ?? [undefined, text, undefined];
  return port === undefined ? { host: host ?? text } : { host: host ?? text, port: Number(port) };
}

/** Names for addresses and hosts, from the dump's own workloads and services. */
export function createNameTable(
  workloads: readonly AmbientWorkload[],
  services: readonly AmbientService[],
): NameTable {
  const byAddress = new Map(
    workloads.flatMap((workload) => workload.addresses.map((address) => [address, workload] as const)),
  );
  const byHost = new Map<string, AmbientService>();
  for (const service of services) {
    byHost.set(service.hostname, service);
    for (const vip of service.vips) byHost.set(vip, service);
  }
  return {
    named(text) {
      const parts = splitAddress(text);
      const workload = byAddress.get(parts.host);
      const service = byHost.get(parts.host);
      return {
        text,
        ...parts,
        ...(workload === undefined
          ? {}
          : {
              workload: {
                namespace: workload.namespace,
                name: workload.name,
                ...(workload.workload === undefined ? {} : { workload: workload.workload }),
              },
            }),
        ...(service === undefined ? {} : { service: { namespace: service.namespace, name: service.name } }),
      };
    },
  };
}
