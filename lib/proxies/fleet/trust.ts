/** A root certificate that a proxy trusts. */
export type TrustedRoot = {
  /** SHA-256 of the certificate, `AB:CD:…`. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

/** Whom a proxy trusts, and who vouches for itself. */
export type ProxyTrust = {
  readonly namespace: string;
  readonly pod: string;
  readonly roots: readonly TrustedRoot[];
  /** Fingerprint of the root that its own certificate hangs on; absent when none that it trusts does. */
  readonly issuer?: string;
};

/** Proxies that trust the same roots and hang on the same one. */
export type TrustGroup = {
  readonly key: string;
  readonly roots: readonly TrustedRoot[];
  readonly issuer?: string;
  readonly proxies: readonly { readonly namespace: string; readonly pod: string }[];
  /** Keys of groups whose certificates these proxies do not accept: mutual TLS from them fails. */
  readonly refuses: readonly string[];
};

function keyOf({ roots, issuer }: ProxyTrust): string {
  return `${roots
    .map(({ fingerprint }) => fingerprint)
    .toSorted()
    .join()} ${issuer ?? ""}`;
}

/**
 * Proxies by what they trust, the largest group first. Two roots at once are usual while a root is changed: what breaks
 * is a group that does not trust the root on which another group's own certificates hang. An unknown issuer refuses
 * and is refused by nobody as far as one can tell.
 */
export function trustGroups(proxies: readonly ProxyTrust[]): readonly TrustGroup[] {
  const groups = new Map<string, ProxyTrust[]>();
  for (const proxy of proxies) {
    const key = keyOf(proxy);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [proxy]);
    else group.push(proxy);
  }
  const heads = [...groups].flatMap(([key, [first]]) => (first === undefined ? [] : [{ key, first }]));
  return heads
    .map(({ key, first }) => ({
      key,
      roots: first.roots,
      ...(first.issuer === undefined ? {} : { issuer: first.issuer }),
      proxies: (groups.get(key) ?? []).map(({ namespace, pod }) => ({ namespace, pod })),
      refuses: heads
        .filter(({ first: { issuer } }) => issuer !== undefined && !trusts(first, issuer))
        .map((other) => other.key),
    }))
    .toSorted((a, b) => b.proxies.length - a.proxies.length || (a.key < b.key ? -1 : 1));
}

function trusts({ roots }: ProxyTrust, fingerprint: string): boolean {
  return roots.some((root) => root.fingerprint === fingerprint);
}
