import { ByteTexts } from "./byte-texts";

type ScanReason = "truncated" | "not_json" | "schema";

/** The bytes are no JSON, end in the middle of it, or hold something else than was asked for. */
export class ScanFault extends Error {
  readonly reason: ScanReason;

  constructor(reason: ScanReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
export const objectOpen = 0x7b;
export const objectClose = 0x7d;
export const arrayOpen = 0x5b;
export const arrayClose = 0x5d;

/**
 * Walks JSON bytes without building objects: the reader enters what it knows and skips the rest. Used for traces only,
 * where `JSON.parse` would make a million objects to be thrown away.
 */
export class JsonScanner {
  readonly bytes: Buffer;
  readonly texts: ByteTexts;
  at = 0;
  /** What `epochNanos` read. */
  wholeUs = 0;
  belowNs = 0;

  constructor(bytes: Buffer, texts: ByteTexts) {
    this.bytes = bytes;
    this.texts = texts;
  }

  /** The next byte that is no white space, not consumed; 0 at the end. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.at] ?? 0;
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[++this.at] ?? 0;
    return byte;
  }

  /** Enters an object or array; a value of another type is skipped and gives false. */
  enter(open: number): boolean {
    if (this.peek() !== open) {
      this.skip();
      return false;
    }
    this.at += 1;
    return true;
  }

  /** Whether another member follows; consumes the comma before it, or the `close`. */
  more(close: number): boolean {
    const byte = this.peek();
    if (byte === close) {
      this.at += 1;
      return false;
    }
    if (byte === comma) this.at += 1;
    else if (byte === 0) throw this.ended();
    return true;
  }

  /** Reads an object member by member: `read` takes the value of a key that it knows and returns true, others are skipped. */
  members(read: (key: number) => boolean): void {
    if (!this.enter(objectOpen)) return;
    while (this.more(objectClose)) if (!read(this.key())) this.skip();
  }

  items(read: () => void): void {
    if (!this.enter(arrayOpen)) return;
    while (this.more(arrayClose)) read();
  }

  /** The next member's key, as a text's number. */
  key(): number {
    if (this.peek() !== quote) throw this.unexpected();
    const key = this.text();
    if (this.peek() !== colon) throw this.unexpected();
    this.at += 1;
    return key;
  }

  /** A text's number, -1 for a value of another type, which is skipped. */
  text(): number {
    if (this.peek() !== quote) {
      this.skip();
      return -1;
    }
    const { bytes } = this;
    const start = this.at + 1;
    let hash = ByteTexts.seed;
    let at = start;
    for (let byte = bytes[at]; byte !== quote; byte = bytes[at]) {
      if (byte === backslash) return this.escapedText();
      if (byte === undefined) throw this.ended();
      hash = Math.imul(hash ^ byte, ByteTexts.prime);
      at += 1;
    }
    this.at = at + 1;
    return this.texts.add(bytes, start, at, hash);
  }

  /** As `text`, with the number to take for a value of another type. */
  textOr(missing: number): number {
    const text = this.text();
    return text < 0 ? missing : text;
  }

  /** Moves behind the next value and gives where it began. */
  skip(): number {
    const first = this.peek();
    const start = this.at;
    if (first === quote) this.skipText();
    else if (first === objectOpen || first === arrayOpen) this.skipNested();
    else this.skipLiteral();
    return start;
  }

  /** A number, also one in quotes; NaN for anything else, which is skipped. */
  number(): number {
    const quoted = this.peek() === quote;
    const { bytes } = this;
    const first = quoted ? this.at + 1 : this.at;
    let at = first;
    let whole = 0;
    for (; isDigit(bytes[at]); at += 1) whole = whole * 10 + (bytes[at] ?? 0) - 0x30;
    const next = bytes[at];
    const plain = quoted ? next === quote : next === comma || next === objectClose || next === arrayClose;
    if (plain && at > first && at - first <= 15) {
      this.at = quoted ? at + 1 : at;
      return whole;
    }
    const value = this.value();
    return typeof value === "number" || (typeof value === "string" && value !== "")
      ? Number(value)
      : Number.NaN;
  }

  /** Reads epoch nanoseconds into `wholeUs` and `belowNs`; false when the value is none. */
  epochNanos(): boolean {
    const quoted = this.peek() === quote;
    const { bytes } = this;
    const first = quoted ? this.at + 1 : this.at;
    let at = first;
    while (isDigit(bytes[at])) at += 1;
    const end = at;
    const plain = quoted
      ? bytes[end] === quote
      : bytes[end] !== 0x2e && bytes[end] !== 0x65 && bytes[end] !== 0x45;
    if (!plain || end - first < 4 || end - first > 19) {
      const nanos = Number(this.value());
      if (!Number.isFinite(nanos) || nanos <= 0) return false;
      this.wholeUs = Math.floor(nanos / 1000);
      this.belowNs = 0;
      return true;
    }
    let whole = 0;
    for (at = first; at < end - 3; at += 1) whole = whole * 10 + (bytes[at] ?? 0) - 0x30;
    let below = 0;
    for (; at < end; at += 1) below = below * 10 + (bytes[at] ?? 0) - 0x30;
    this.wholeUs = whole;
    this.belowNs = below;
    this.at = quoted ? end + 1 : end;
    return true;
  }

  /** The next value as JavaScript has it. For rare parts. */
  value(): unknown {
    const start = this.skip();
    const text = this.bytes.toString("utf8", start, this.at);
    try {
      return JSON.parse(text);
    } catch {
      throw new ScanFault("not_json", `no JSON at byte ${start}: ${text.slice(0, 80)}`);
    }
  }

  private skipText(): void {
    const { bytes } = this;
    let at = this.at + 1;
    for (let byte = bytes[at]; byte !== quote; byte = bytes[at]) {
      if (byte === undefined) throw this.ended();
      at += byte === backslash ? 2 : 1;
    }
    this.at = at + 1;
  }

  private skipNested(): void {
    const { bytes } = this;
    let depth = 0;
    do {
      const byte = bytes[this.at];
      if (byte === undefined) throw this.ended();
      if (byte === quote) {
        this.skipText();
        continue;
      }
      if (byte === objectOpen || byte === arrayOpen) depth += 1;
      else if (byte === objectClose || byte === arrayClose) depth -= 1;
      this.at += 1;
    } while (depth > 0);
  }

  /** A number, true, false or null. */
  private skipLiteral(): void {
    const { bytes } = this;
    const start = this.at;
    for (let byte = bytes[this.at]; byte !== undefined && isLiteralByte(byte); byte = bytes[this.at])
      this.at += 1;
    if (this.at === start) throw this.at >= bytes.length ? this.ended() : this.unexpected();
  }

  private escapedText(): number {
    const text = this.value();
    return this.texts.addText(typeof text === "string" ? text : "");
  }

  private ended(): ScanFault {
    return new ScanFault("truncated", `the JSON ends early after ${this.bytes.length} bytes`);
  }

  private unexpected(): ScanFault {
    const near = this.bytes.toString("utf8", this.at, this.at + 60);
    return new ScanFault("not_json", `no JSON at byte ${this.at}: ${near}`);
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isLiteralByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2b ||
    byte === 0x2e ||
    byte === 0x45
  );
}
