/** A workload identity, `spiffe://cluster.local/ns/bookinfo/sa/productpage`. */
export type SpiffeId = {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
};

const pattern = /^(?:spiffe:\/\/)?([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/;

/** The parts of a SPIFFE id, with or without the scheme (AuthorizationPolicy principals have none); undefined if it is none. */
export function parseSpiffeId(text: string): SpiffeId | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, trustDomain = "", namespace = "", serviceAccount = ""] = match;
  return { trustDomain, namespace, serviceAccount };
}
