const isIpv6 = (address: string) => address.includes(":");

/**
 * Whether `address` is of an IP family that none of `others` has, of which there are some: a mesh that is not set to
 * dual stack uses one family of a Service that has both.
 */
export function isOtherFamily(
  address: string | undefined,
  others: readonly { readonly address: string }[],
): boolean {
  if (address === undefined || others.length === 0) return false;
  return others.every((other) => isIpv6(other.address) !== isIpv6(address));
}
