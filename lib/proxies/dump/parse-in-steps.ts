import type { Steps } from "@/lib/steps";

const decoder = new TextDecoder();
const largestPieceBytes = 65_536;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;

type Range = { readonly start: number; readonly end: number };

/**
 * What `JSON.parse` gives for the bytes, in steps of at most `pieceBytes` between which a caller may pause: a route table
 * of a large mesh is megabytes in one resource. Throws SyntaxError as `JSON.parse` does; places in its message are those
 * of a piece.
 */
export function* parseInSteps(bytes: Uint8Array, pieceBytes = largestPieceBytes): Steps<unknown> {
  return yield* parseRange(bytes, wholeOf(bytes), { pieceBytes, isKept: true });
}

/** Throws where `parseInSteps` does and keeps nothing of what it reads. */
export function* checkInSteps(bytes: Uint8Array, pieceBytes = largestPieceBytes): Steps<void> {
  yield* parseRange(bytes, wholeOf(bytes), { pieceBytes, isKept: false });
}

function wholeOf(bytes: Uint8Array): Range {
  return trimmed(bytes, { start: 0, end: bytes.length });
}

type Options = { readonly pieceBytes: number; readonly isKept: boolean };

function* parseRange(bytes: Uint8Array, range: Range, options: Options): Steps<unknown> {
  const { pieceBytes, isKept } = options;
  const [first, last] = [bytes[range.start], bytes[range.end - 1]];
  const isList = first === 0x5b && last === 0x5d;
  const isObject = first === 0x7b && last === 0x7d;
  if (range.end - range.start <= pieceBytes || !(isList || isObject)) return parsed(bytes, range);
  const items = yield* itemsIn(bytes, range, pieceBytes);
  const list: unknown[] = [];
  const object: Record<string, unknown> = {};
  for (const group of groupsOf(items, pieceBytes)) {
    const [only] = group.length === 1 ? group : [];
    if (only !== undefined && only.end - only.start > pieceBytes) {
      const key = isObject ? keyOf(bytes, only) : undefined;
      const start = key === undefined ? only.start : key.valueStart;
      const value = yield* parseRange(bytes, trimmed(bytes, { start, end: only.end }), options);
      if (isKept && key === undefined) list.push(value);
      else if (isKept && key !== undefined) setOwn(object, key.name, value);
    } else {
      const text = textOf(bytes, { start: group[0]?.start ?? 0, end: group.at(-1)?.end ?? 0 });
      if (text.trim() === "" && items.length > 1) throw new SyntaxError("a comma without a member");
      const value: unknown = JSON.parse(isObject ? `{${text}}` : `[${text}]`);
      if (isKept && Array.isArray(value)) for (const each of value) list.push(each);
      else if (isKept) for (const [name, each] of Object.entries(value as object)) setOwn(object, name, each);
    }
    yield undefined;
  }
  return isObject ? object : list;
}

/** Where the members of the object or list of `range` lie, without what separates them. */
function* itemsIn(bytes: Uint8Array, range: Range, pieceBytes: number): Steps<readonly Range[]> {
  const items: Range[] = [];
  let depth = 0;
  let start = range.start + 1;
  let pauseAt = start + pieceBytes;
  for (let at = start; at < range.end - 1; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === quote) at = stringEnd(bytes, at);
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    else if (byte === comma && depth === 0) {
      items.push({ start, end: at });
      start = at + 1;
    }
    if (at > pauseAt) {
      pauseAt = at + pieceBytes;
      yield undefined;
    }
  }
  return [...items, { start, end: range.end - 1 }];
}

/** Neighbours whose text together fits in a piece. */
function groupsOf(items: readonly Range[], pieceBytes: number): readonly (readonly Range[])[] {
  const groups: Range[][] = [];
  let group: Range[] = [];
  for (const item of items) {
    const first = group[0] ?? item;
    if (group.length > 0 && item.end - first.start > pieceBytes) {
      groups.push(group);
      group = [];
    }
    group.push(item);
  }
  return [...groups, group];
}

/** The name of a member and where its value begins. */
function keyOf(bytes: Uint8Array, member: Range): { name: string; valueStart: number } {
  const { start } = trimmed(bytes, member);
  const end = bytes[start] === quote ? stringEnd(bytes, start) + 1 : start;
  const name: unknown = parsed(bytes, { start, end });
  let at = end;
  while (at < member.end && bytes[at] !== colon) at += 1;
  const between = textOf(bytes, { start: end, end: at }).trim();
  if (typeof name !== "string" || between !== "" || at === member.end)
    throw new SyntaxError("a member of an object without a name");
  return { name, valueStart: at + 1 };
}

/** The place of the quote that closes the string which opens at `at`. */
function stringEnd(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1;
  return end;
}

function trimmed(bytes: Uint8Array, range: Range): Range {
  let { start, end } = range;
  while (start < end && (bytes[start] ?? 0) <= 0x20) start += 1;
  while (end > start && (bytes[end - 1] ?? 0) <= 0x20) end -= 1;
  return { start, end };
}

function textOf(bytes: Uint8Array, { start, end }: Range): string {
  return decoder.decode(bytes.subarray(start, end));
}

function parsed(bytes: Uint8Array, range: Range): unknown {
  return JSON.parse(textOf(bytes, range));
}

/** As `JSON.parse` does: "__proto__" is a name like any other. */
function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  else object[name] = value;
}
