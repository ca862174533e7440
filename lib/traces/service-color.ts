const colorCount = 8;

/** 1 to 8, the same for a service in every trace and on every machine: the number of its `--hd-series-…` token. */
export function colorIndexForService(service: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < service.length; at += 1) {
    hash = Math.imul(hash ^ service.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 15;
  return ((hash >>> 0) % colorCount) + 1;
}

/**
 * Colour numbers for services that are seen together: each its own number by hash, and where two want the same one, the
 * next free. From the ninth service on numbers repeat. Independent of the order of `services`.
 */
export function colorIndexesFor(services: Iterable<string>): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  const taken = new Set<number>();
  const late: string[] = [];
  for (const service of [...new Set(services)].toSorted()) {
    const index = colorIndexForService(service);
    if (taken.has(index)) late.push(service);
    else {
      taken.add(index);
      indexes.set(service, index);
    }
  }
  for (const service of late) {
    let index = colorIndexForService(service);
    for (let step = 1; step < colorCount && taken.has(index); step += 1) index = (index % colorCount) + 1;
    taken.add(index);
    indexes.set(service, index);
  }
  return indexes;
}
