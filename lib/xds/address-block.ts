/** The value of an IPv4 address, or undefined for anything else. */
function ipv4(address: string): number | undefined {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return undefined;
  return parts.reduce((value, part) => value * 256 + part, 0);
}

/** Whether an IPv4 address lies in `10.0.0.0/8` or equals `10.0.0.1`; IPv6 is compared as text. */
export function inAddressBlock(address: string | undefined, block: string): boolean {
  if (address === undefined) return false;
  const [base = "", bits] = block.split("/");
  const value = ipv4(address);
  const start = ipv4(base);
  if (value === undefined || start === undefined) return address === base;
  const size = 2 ** (32 - Number(bits ?? 32));
  return Math.floor(value / size) === Math.floor(start / size);
}
