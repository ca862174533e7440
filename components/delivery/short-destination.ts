/** A destination as short as it can be told from its neighbours: the subset of a host, or the host's first label. */
export function shortDestination(name: string): string {
  const [host = name, subset] = name.split(" / ");
  return subset ?? host.replace(/\..*$/, "");
}
