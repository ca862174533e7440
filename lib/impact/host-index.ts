import { hostIntersection } from "@/lib/xds/host";

/** Entries by the hosts that they name, wildcards apart: those can meet anything. */
export class HostIndex<T> {
  readonly #exact = new Map<string, T[]>();
  readonly #wild: { readonly pattern: string; readonly entry: T }[] = [];

  constructor(entries: readonly T[], hostsOf: (entry: T) => readonly string[]) {
    for (const entry of entries)
      for (const host of hostsOf(entry)) {
        if (host.includes("*")) this.#wild.push({ pattern: host, entry });
        const list = this.#exact.get(host) ?? [];
        this.#exact.set(host, list);
        list.push(entry);
      }
  }

  /** Entries of which a host is one of `hosts`, or covers or is covered by one that is or has a wildcard. */
  meeting(hosts: ReadonlySet<string>): ReadonlySet<T> {
    const found = new Set<T>();
    for (const host of hosts) {
      for (const entry of this.#exact.get(host) ?? []) found.add(entry);
      for (const { pattern, entry } of this.#wild)
        if (hostIntersection(host, pattern) !== undefined) found.add(entry);
      if (!host.includes("*")) continue;
      for (const [one, entries] of this.#exact)
        if (hostIntersection(host, one) !== undefined) for (const entry of entries) found.add(entry);
    }
    return found;
  }
}
