const noJson = 0;
const besideValues = 1;
const inNumber = 2;
const numberStart = 3;

/** What each byte is outside of texts. */
const kinds = new Uint8Array(256);
function mark(letters: string, kind: number): void {
  for (const letter of letters) kinds[letter.charCodeAt(0)] = kind;
}
const small = "abcdefghijklmnopqrstuvwxyz";
mark(`-0123456789_${small}${small.toUpperCase()}`, numberStart);
mark(".+", inNumber);
// Of `true`, `false` and `null`: in a number or word they are read on, and begin none.
mark("truefalsn", besideValues);
mark(":", besideValues);

/** `-`, a digit, what else may stand in a number, or in a word that somebody wrote in the place of a value. */
export function isInNumber(byte: number): boolean {
  return kinds[byte] !== noJson && byte !== 0x3a;
}

/** `-`, a digit, or the first letter of a word that is neither `true`, `false` nor `null`: it may be a secret as well. */
export function startsNumber(byte: number): boolean {
  return kinds[byte] === numberStart;
}

/** A colon, or a letter of `true`, `false` and `null`. */
export function isBesideValues(byte: number): boolean {
  return kinds[byte] === besideValues;
}
