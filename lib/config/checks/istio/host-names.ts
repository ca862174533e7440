/** Whether two host names, either of which may begin with "*", have a host in common. */
export function hostsOverlap(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (one.startsWith("*") && other.startsWith("*")) return long.slice(1).endsWith(short.slice(1));
  if (one.startsWith("*")) return other.endsWith(one.slice(1));
  if (other.startsWith("*")) return one.endsWith(other.slice(1));
  return one === other;
}

/** Whether every host of `inner` is one of `outer`. */
export function hostWithin(inner: string, outer: string): boolean {
  if (!outer.startsWith("*")) return inner === outer;
  if (inner.startsWith("*") && inner.length < outer.length) return false;
  return inner.replace(/^\*/, "").endsWith(outer.slice(1));
}
