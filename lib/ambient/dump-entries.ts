import type { DumpEntry } from "@/lib/proxies/dump/entry";

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const decoder = new TextDecoder();

/** Parts of a ztunnel dump that hold objects; anything else is one entry as it is. */
const collections = new Set(["workloads", "services", "policies", "certificates", "workloadState"]);

/** Reads JSON by structure only: where values begin and end. Every step answers -1 where the bytes end too early. */
class Cursor {
  private readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next byte that is neither white space nor a comma. */
  next(at: number): number {
    const { bytes } = this;
    for (let here = at; here < bytes.length; here += 1) {
      const byte = bytes[here] ?? 0;
      if (byte > 0x20 && byte !== comma) return here;
    }
    return -1;
  }

  /** One past the string that begins at `at`. */
  stringEnd(at: number): number {
    const { bytes } = this;
    for (let here = at + 1; here < bytes.length; here += bytes[here] === backslash ? 2 : 1)
      if (bytes[here] === quote) return here + 1;
    return -1;
  }

  /** One past the value that begins at `at`. */
  valueEnd(at: number): number {
    const { bytes } = this;
    const first = bytes[at];
    if (first === quote) return this.stringEnd(at);
    if (first !== 0x7b && first !== 0x5b) {
      for (let here = at; here < bytes.length; here += 1) {
        const byte = bytes[here] ?? 0;
        if (byte <= 0x20 || byte === comma || byte === 0x7d || byte === 0x5d) return here;
      }
      return -1;
    }
    let depth = 0;
    for (let here = at; here < bytes.length;) {
      const byte = bytes[here];
      if (byte === quote) {
        here = this.stringEnd(here);
        if (here === -1) return -1;
        continue;
      }
      if (byte === 0x7b || byte === 0x5b) depth += 1;
      if (byte === 0x7d || byte === 0x5d) depth -= 1;
      here += 1;
      if (depth === 0) return here;
    }
    return -1;
  }

  text(start: number, end: number): string {
    return decoder.decode(this.bytes.subarray(start, end));
  }

  byte(at: number): string {
    return at < 0 ? "" : String.fromCharCode(this.bytes[at] ?? 0);
  }
}

type Member = { readonly key: string | undefined; readonly start: number; readonly end: number };

/** Members of the object, or elements of the list, at `at`; a last one that is not whole is told with end -1. */
function* members(cursor: Cursor, at: number): Generator<Member, void, undefined> {
  const isObject = cursor.byte(at) === "{";
  let here = cursor.next(at + 1);
  while (here !== -1 && cursor.byte(here) !== "}" && cursor.byte(here) !== "]") {
    let key: string | undefined;
    if (isObject) {
      const keyEnd = cursor.byte(here) === '"' ? cursor.stringEnd(here) : -1;
      if (keyEnd === -1) return;
      key = keyText(cursor.text(here, keyEnd));
      const colon = cursor.next(keyEnd);
      here = cursor.byte(colon) === ":" ? cursor.next(colon + 1) : -1;
      if (here === -1) return;
    }
    const end = cursor.valueEnd(here);
    yield { key, start: here, end };
    if (end === -1) return;
    here = cursor.next(end);
  }
}

function keyText(json: string): string {
  try {
    return String(JSON.parse(json));
  } catch {
    return json;
  }
}

/**
 * The objects of a ztunnel dump in their order, each with its byte range; `group` is the part that holds it, as it is
 * spelt there. Old dumps have workloads and services as maps by address, newer ones as lists. Of bytes that end early
 * it gives the whole objects before that.
 */
export function* ztunnelEntries(bytes: Uint8Array): Generator<DumpEntry, void, undefined> {
  const cursor = new Cursor(bytes);
  const root = cursor.next(0);
  if (cursor.byte(root) !== "{") return;
  for (const part of members(cursor, root)) {
    const group = part.key ?? "";
    const isCollection = collections.has(group) && "{[".includes(cursor.byte(part.start));
    if (!isCollection) {
      if (part.end !== -1) yield entryOf(group, group, part);
      continue;
    }
    let index = 0;
    for (const member of members(cursor, part.start)) {
      if (member.end === -1) return;
      yield entryOf(group, member.key ?? String(index), member);
      index += 1;
    }
  }
}

function entryOf(group: string, name: string, { start, end }: Member): DumpEntry {
  return { id: `${group}/${name}`, section: "other", group, name, start, end };
}
