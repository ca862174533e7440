/** An IP address as a number of its family. */
export type IpAddress = { readonly bits: 32 | 128; readonly value: bigint };

/** Reads an IPv4 or IPv6 address, with or without brackets; undefined for anything else. */
export function parseIp(text: string): IpAddress | undefined {
  const bare = text.replace(/^\[|\]$/g, "");
  if (/^\d+\.\d+\.\d+\.\d+$/.test(bare)) return parseV4(bare);
  return bare.includes(":") ? parseV6(bare) : undefined;
}

function parseV4(text: string): IpAddress | undefined {
  const parts = text.split(".").map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function parseV6(text: string): IpAddress | undefined {
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = mapped === null ? undefined : parseV4(mapped[2] ?? "");
  const whole =
    mapped === null || tail === undefined
      ? text
      : `${mapped[1] ?? ""}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`;
  const [left = "", right, more] = whole.split("::");
  if (more !== undefined) return undefined;
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const head = groups(left);
  const end = right === undefined ? [] : groups(right);
  const missing = 8 - head.length - end.length;
  if (missing < 0 || (right === undefined && missing !== 0)) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => "0"), ...end];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { bits: 128, value: all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n) };
}

/** A range such as `10.0.0.0/8`; a missing length is the whole address, as text without a slash. */
export type IpRange = { readonly base: IpAddress; readonly length: number };

export function parseRange(prefix: string, length: number): IpRange | undefined {
  const base = parseIp(prefix);
  return base === undefined || length > base.bits ? undefined : { base, length };
}

/** Whether the address lies in the range; families never mix. */
export function isInRange(address: IpAddress, { base, length }: IpRange): boolean {
  if (address.bits !== base.bits) return false;
  const shift = BigInt(base.bits - length);
  return address.value >> shift === base.value >> shift;
}

/** Whether it is one of the host's own loopback addresses. */
export function isLoopback({ bits, value }: IpAddress): boolean {
  return bits === 32 ? value >> 24n === 127n : value === 1n;
}
