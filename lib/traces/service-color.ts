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
