/** `-`, a digit, or what else may stand in a number. */
export function isInNumber(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x2b ||
    byte === 0x45 ||
    byte === 0x65
  );
}

/** `-` or a digit. */
export function startsNumber(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39);
}

/** A colon, or a letter of `true`, `false` and `null`. */
export function isBesideValues(byte: number): boolean {
  switch (byte) {
    case 0x3a:
    case 0x61:
    case 0x65:
    case 0x66:
    case 0x6c:
    case 0x6e:
    case 0x72:
    case 0x73:
    case 0x74:
    case 0x75:
      return true;
    default:
      return false;
  }
}
