const lettersOfLiterals = new Set([..."truefalsn"].map((letter) => letter.charCodeAt(0)));

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;
}

/** `-`, a digit, what else may stand in a number, or in a word that somebody wrote in the place of a value. */
export function isInNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2d || byte === 0x2e || byte === 0x2b || isLetter(byte);
}

/** `-`, a digit, or the first letter of a word that is neither `true`, `false` nor `null`: it may be a secret as well. */
export function startsNumber(byte: number): boolean {
  return isDigit(byte) || byte === 0x2d || (isLetter(byte) && !lettersOfLiterals.has(byte));
}

/** A colon, or a letter of `true`, `false` and `null`. */
export function isBesideValues(byte: number): boolean {
  return byte === 0x3a || lettersOfLiterals.has(byte);
}
