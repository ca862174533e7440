import { sectionFromGroup, snakeCase, type DumpEntry } from "./entry";
import { decodeJsonText, KeyTable } from "./key-table";
import { Output } from "./output";
import { isPrivateKeyBetween } from "./private-key";
import { isSecretPairName, type KeyInfo } from "./secret-keys";

/** An entry with the byte ranges inside of it that change without a change of configuration. */
export type ScannedEntry = DumpEntry & { readonly volatileRanges: readonly (readonly [number, number])[] };
export type ScanEnd = "complete" | "truncated" | "malformed";

const hideNothing = 0;
const hideAll = 1;
const hideInline = 2;
const maxDepth = 512;
const longStringBytes = 48;
const encoder = new TextEncoder();
const redactedText = encoder.encode('"[redacted]"');
const redactedBase64 = encoder.encode('"W3JlZGFjdGVkXQ=="');

/**
 * Reads a config dump chunk by chunk: secrets are replaced before a byte reaches the output, and each resource's byte
 * range in the output is noted. Keeps no more state than the nesting. Bytes that are no JSON stop it as "malformed".
 */
export class DumpScanner {
  private readonly output = new Output();
  private readonly keys = new KeyTable();
  private readonly isArray = new Uint8Array(maxDepth + 1);
  private readonly modes = new Uint8Array(maxDepth + 1);
  private readonly isSecretPair = new Uint8Array(maxDepth + 1);
  private readonly pairValueStart = new Float64Array(maxDepth + 1);
  private readonly pairValueEnd = new Float64Array(maxDepth + 1);
  private readonly keyStack: (KeyInfo | undefined)[] = [];
  private readonly idCounts = new Map<string, number>();
  private finished: ScannedEntry[] = [];
  private input: Uint8Array = new Uint8Array(0);
  private at = 0;
  private segment = 0;
  private depth = 0;
  private rootClosed = false;
  private broken = false;
  private key: KeyInfo | undefined;
  private expectsKey = false;
  private inString = false;
  private stringIsKey = false;
  private isDropping = false;
  private escapeOpen = false;
  /** Index of the opening quote in this chunk; -1 when the string began in an earlier one. */
  private stringStart = -1;
  private stringOut = 0;
  private entryDepth = 0;
  private entryStart = 0;
  private entryGroup = "";
  private entryName: string | undefined;
  private entryVolatile: [number, number][] = [];

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    if (this.broken) return;
    this.input = chunk;
    this.at = 0;
    this.segment = 0;
    this.stringStart = -1;
    while (this.at < chunk.length && !this.broken) {
      if (this.inString) this.readString();
      else this.readStructure();
    }
    if (!this.isDropping && !this.broken) this.flush(chunk.length);
  }

  /** Entries that were completed since the last call. */
  takeEntries(): readonly ScannedEntry[] {
    const taken = this.finished;
    this.finished = [];
    return taken;
  }

  /** The redacted bytes between two places of the output, valid until the next push. */
  range(start: number, end: number): Uint8Array {
    return this.output.range(start, end);
  }

  get sizeBytes(): number {
    return this.output.length;
  }

  /** All redacted bytes, piece by piece. */
  blocks(): Iterable<Uint8Array> {
    return this.output.blocks();
  }

  /** Says how it ended. A string that was under way is removed: nobody knows whether it was a secret. */
  end(): ScanEnd {
    if (this.inString && !this.isDropping) this.output.cut(this.stringOut);
    if (this.broken) return "malformed";
    return this.rootClosed ? "complete" : "truncated";
  }

  private flush(end: number): void {
    this.output.append(this.input, this.segment, end);
    this.segment = end;
  }

  private outputAt(at: number): number {
    return this.output.length + at - this.segment;
  }

  private fail(at: number): void {
    this.flush(at);
    this.broken = true;
  }

  private readStructure(): void {
    const { input } = this;
    const { length } = input;
    let { at } = this;
    while (at < length) {
      const byte = input[at] ?? 0;
      if (byte > 0x20) {
        if (this.depth === 0 && (byte !== 0x7b || this.rootClosed)) return this.fail(at);
        if (byte === 0x22) return this.beginString(at);
        if (byte === 0x2c) {
          this.expectsKey = this.isArray[this.depth] === 0;
          this.key = undefined;
        } else if (byte === 0x7b || byte === 0x5b) {
          if (!this.open(byte === 0x5b, at)) return this.fail(at);
        } else if ((byte === 0x7d || byte === 0x5d) && !this.close(byte === 0x5d, at)) {
          return this.fail(at);
        }
      }
      at += 1;
    }
    this.at = at;
  }

  private open(isArray: boolean, at: number): boolean {
    if (this.depth >= maxDepth || this.expectsKey) return false;
    const { key } = this;
    const mode = this.modeBelow(key);
    this.depth += 1;
    const { depth } = this;
    this.isArray[depth] = isArray ? 1 : 0;
    this.modes[depth] = mode;
    this.isSecretPair[depth] = 0;
    this.pairValueStart[depth] = -1;
    this.keyStack[depth] = key;
    this.key = undefined;
    this.expectsKey = !isArray;
    if (this.entryDepth === 0 && !isArray && this.keyStack[2]?.text === "configs") {
      const group = depth === 5 || depth === 4 ? this.keyStack[4]?.text : undefined;
      if (group !== undefined) this.beginEntry(group, at);
    }
    return true;
  }

  private modeBelow(key: KeyInfo | undefined): number {
    const inherited = this.modes[this.depth] ?? hideNothing;
    if (key === undefined) return inherited;
    if (key.keyClass === "reference") return hideNothing;
    if (key.keyClass === "secret") return hideAll;
    if (key.isPairValue && this.isSecretPair[this.depth] === 1) return hideAll;
    if (key.keyClass === "inline_parent" && inherited === hideNothing) return hideInline;
    return inherited;
  }

  private beginEntry(group: string, at: number): void {
    this.entryDepth = this.depth;
    this.entryGroup = snakeCase(group);
    this.entryStart = this.outputAt(at);
    this.entryName = undefined;
    this.entryVolatile = [];
  }

  private close(isArray: boolean, at: number): boolean {
    if ((this.isArray[this.depth] === 1) !== isArray) return false;
    if (this.depth === this.entryDepth) this.finishEntry(this.outputAt(at) + 1);
    this.depth -= 1;
    this.expectsKey = false;
    this.key = undefined;
    this.rootClosed = this.depth === 0;
    return true;
  }

  private finishEntry(end: number): void {
    const group = this.entryGroup;
    const name = this.entryName ?? (group === "bootstrap" ? "bootstrap" : "");
    const plainId = `${group}/${name}`;
    const count = (this.idCounts.get(plainId) ?? 0) + 1;
    this.idCounts.set(plainId, count);
    this.finished.push({
      id: count === 1 ? plainId : `${plainId}~${count}`,
      section: sectionFromGroup(group),
      group,
      name,
      start: this.entryStart,
      end,
      volatileRanges: this.entryVolatile,
    });
    this.entryDepth = 0;
  }

  private beginString(at: number): void {
    this.inString = true;
    this.stringStart = at;
    this.stringOut = this.outputAt(at);
    this.stringIsKey = this.expectsKey;
    this.escapeOpen = false;
    this.at = at + 1;
    this.isDropping = !this.stringIsKey && this.isHidden();
    if (this.isDropping) this.flush(at);
  }

  private isHidden(): boolean {
    const keyClass = this.key?.keyClass ?? "none";
    if (keyClass === "secret" || keyClass === "secret_text") return true;
    if (this.key?.isPairValue === true && this.isSecretPair[this.depth] === 1) return true;
    const mode = this.modes[this.depth];
    if (mode === hideAll) return keyClass !== "plain";
    return mode === hideInline && keyClass === "inline";
  }

  private readString(): void {
    const { input } = this;
    const { length } = input;
    let { at } = this;
    if (this.escapeOpen && at < length) {
      this.escapeOpen = false;
      at += 1;
    }
    while (at < length) {
      const byte = input[at];
      if (byte === 0x22) return this.finishString(at);
      at += byte === 0x5c ? 2 : 1;
    }
    this.escapeOpen = at > length;
    this.at = length;
  }

  private finishString(at: number): void {
    this.inString = false;
    this.at = at + 1;
    if (this.isDropping) {
      const replacement =
        this.key?.keyClass === "inline" && this.key.text.endsWith("ytes") ? redactedBase64 : redactedText;
      this.output.append(replacement, 0, replacement.length);
      this.segment = at + 1;
      this.isDropping = false;
    } else if (this.stringIsKey) {
      this.key = this.withString(at, (bytes, start, end) => this.keys.find(bytes, start, end));
      this.expectsKey = false;
    } else {
      this.finishValue(at);
    }
  }

  /** Gives the bytes between the quotes, wherever they lie: in this chunk, or partly in the output already. */
  private withString<T>(at: number, read: (bytes: Uint8Array, start: number, end: number) => T): T {
    if (this.stringStart >= 0) return read(this.input, this.stringStart + 1, at);
    this.flush(at + 1);
    const bytes = this.output.range(this.stringOut, this.output.length);
    return read(bytes, 1, bytes.length - 1);
  }

  private textAt(at: number): string {
    return this.withString(at, (bytes, start, end) => decodeJsonText(bytes.subarray(start, end)));
  }

  private finishValue(at: number): void {
    const end = this.outputAt(at) + 1;
    if (end - this.stringOut > longStringBytes && this.withString(at, isPrivateKeyBetween)) {
      this.flush(at + 1);
      this.output.cut(this.stringOut);
      this.output.append(redactedText, 0, redactedText.length);
      return;
    }
    const { key, depth } = this;
    if (key === undefined) return;
    if (this.entryDepth > 0) {
      if (key.isVolatile) this.entryVolatile.push([this.stringOut, end]);
      if (key.isName && this.entryName === undefined && depth <= this.entryDepth + 1)
        this.entryName = this.textAt(at);
    }
    if (key.isPairKey && isSecretPairName(this.textAt(at))) this.hidePair(at);
    else if (key.isPairValue) {
      this.pairValueStart[depth] = this.stringOut;
      this.pairValueEnd[depth] = end;
    }
  }

  private hidePair(at: number): void {
    const { depth } = this;
    this.isSecretPair[depth] = 1;
    const start = this.pairValueStart[depth] ?? -1;
    if (start < 0) return;
    this.flush(at + 1);
    this.output.mask(start + 1, (this.pairValueEnd[depth] ?? start + 2) - 1);
    this.pairValueStart[depth] = -1;
  }
}
