import { coverBelow, hidesNumber, hidesText, hideNothing, isFreeText } from "./cover";
import { isBesideValues, isInNumber, startsNumber } from "./json-bytes";
import { EntryTracker, type ScannedEntry } from "./entry-tracker";
import { decodeJsonText, KeyTable } from "./key-table";
import { Output } from "./output";
import { Pairs } from "./pairs";
import { insteadOf, isSecretName, redactedText, safeText } from "./safe-text";
import type { KeyInfo } from "./secret-keys";
import { TextWords } from "./text-words";

export type ScanEnd = "complete" | "truncated" | "malformed";

const maxDepth = 512;

/**
 * Reads a config dump chunk by chunk: secrets are replaced before a byte reaches the output, and each resource's byte
 * range in the output is noted. Keeps no more state than the nesting. Bytes that are no JSON stop it as "malformed".
 */
export class DumpScanner {
  private readonly output = new Output();
  private readonly keys = new KeyTable();
  private readonly isArray = new Uint8Array(maxDepth + 1);
  private readonly modes = new Uint8Array(maxDepth + 1);
  private readonly pairs = new Pairs(maxDepth);
  private readonly startAt = new Float64Array(maxDepth + 1);
  private readonly keyStack: (KeyInfo | undefined)[] = [];
  private readonly entry = new EntryTracker();
  private input: Uint8Array = new Uint8Array(0);
  private words = new TextWords(this.input);
  private at = 0;
  private segment = 0;
  private depth = 0;
  private rootClosed = false;
  private broken = false;
  private key: KeyInfo | undefined;
  private expectsKey = false;
  private inString = false;
  private stringIsKey = false;
  private inNumber = false;
  private isDropping = false;
  private escapeOpen = false;
  private hasEscape = false;
  /** Index of the opening quote in this chunk; -1 when the string began in an earlier one. */
  private stringStart = -1;
  private valueOut = 0;

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    if (this.broken) return;
    this.input = chunk;
    this.words = new TextWords(chunk);
    this.at = 0;
    this.segment = 0;
    this.stringStart = -1;
    while (this.at < chunk.length && !this.broken) {
      if (this.inString) this.readString();
      else if (this.inNumber) this.readNumber();
      else this.readStructure();
    }
    if (!this.isDropping && !this.broken) this.flush(chunk.length);
  }

  /** Entries that were completed since the last call. */
  takeEntries(): readonly ScannedEntry[] {
    return this.entry.take();
  }

  /** The redacted bytes between two places of the output, valid until the next push. */
  range(start: number, end: number): Uint8Array {
    return this.output.range(start, end);
  }

  get sizeBytes(): number {
    return this.output.length;
  }

  /** The place before which nothing changes any more and no entry is open: it may be taken and released. */
  get settledBytes(): number {
    let lowest = this.entry.depth > 0 ? this.entry.start : this.output.length;
    if ((this.inString || this.inNumber) && !this.isDropping) lowest = Math.min(lowest, this.valueOut);
    return this.pairs.settled(this.depth, lowest);
  }

  /** Gives back the memory of what lies before `end`. */
  release(end: number): void {
    this.output.release(end);
  }

  /** All redacted bytes. */
  blocks(): Iterable<Uint8Array> {
    return this.output.blocks();
  }

  /** Says how it ended. A value that was under way is removed, and those whose name never came are covered. */
  end(): ScanEnd {
    if ((this.inString || this.inNumber) && !this.isDropping) this.output.cut(this.valueOut);
    for (let depth = 1; depth <= this.depth; depth += 1) this.pairs.hide(depth, this.output);
    if (this.broken) return "malformed";
    return this.rootClosed ? "complete" : "truncated";
  }

  private flush(end: number): void {
    this.output.append(this.input, this.segment, end);
    this.segment = end;
  }

  private stop(at: number): void {
    this.flush(at);
    this.broken = true;
  }

  private outputAt(at: number): number {
    return this.output.length + at - this.segment;
  }

  private readStructure(): void {
    const { input } = this;
    const { length } = input;
    let { at } = this;
    while (at < length) {
      const byte = input[at] ?? 0;
      if (byte > 0x20) {
        if (this.depth === 0 && (byte !== 0x7b || this.rootClosed)) return this.stop(at);
        if (byte === 0x22) {
          const row = this.expectsKey ? this.keys.guess(input, at + 1) : undefined;
          if (row === undefined) return this.beginString(at);
          this.key = row.info;
          this.expectsKey = false;
          at += row.bytes.length + 2;
          if (input[at] === 0x3a) at += 1;
          continue;
        }
        if (byte === 0x2c) {
          this.expectsKey = this.isArray[this.depth] === 0;
          this.key = undefined;
        } else if (byte === 0x7b || byte === 0x5b) {
          if (!this.open(byte === 0x5b, at)) return this.stop(at);
        } else if (byte === 0x7d || byte === 0x5d) {
          if (!this.close(byte === 0x5d, at)) return this.stop(at);
        } else if (startsNumber(byte)) return this.beginNumber(at);
        else if (!isBesideValues(byte)) return this.stop(at);
      }
      at += 1;
    }
    this.at = at;
  }

  private open(isArray: boolean, at: number): boolean {
    if (this.depth >= maxDepth || this.expectsKey) return false;
    const { key } = this;
    const mode = coverBelow(key, this.cover(), this.pairs.isSecretAt(this.depth));
    const depth = (this.depth += 1);
    this.isArray[depth] = isArray ? 1 : 0;
    this.modes[depth] = mode;
    this.pairs.open(depth);
    this.startAt[depth] = key?.isPairValue === true ? this.outputAt(at) : -1;
    this.keyStack[depth] = key;
    this.key = undefined;
    this.expectsKey = !isArray;
    if (this.entry.depth === 0 && !isArray && this.keyStack[2]?.text === "configs") {
      const group = depth === 5 || depth === 4 ? this.keyStack[4]?.text : undefined;
      if (group !== undefined) this.entry.begin(group, depth, this.outputAt(at));
    }
    return true;
  }

  private close(isArray: boolean, at: number): boolean {
    if ((this.isArray[this.depth] === 1) !== isArray) return false;
    if (this.depth === this.entry.depth) this.entry.finish(this.outputAt(at) + 1);
    const start = this.startAt[this.depth] ?? -1;
    this.depth -= 1;
    if (start >= 0) this.pairs.addValue(this.depth, start, this.outputAt(at) + 1);
    this.expectsKey = false;
    this.key = undefined;
    this.rootClosed = this.depth === 0;
    return true;
  }

  private beginNumber(at: number): void {
    this.inNumber = true;
    this.valueOut = this.outputAt(at);
    this.at = at;
    this.isDropping = hidesNumber(this.key, this.cover(), this.pairs.isSecretAt(this.depth));
    if (this.isDropping) this.flush(at);
  }

  private readNumber(): void {
    const { input } = this;
    let { at } = this;
    while (at < input.length && isInNumber(input[at] ?? 0)) at += 1;
    this.at = at;
    if (at === input.length) return;
    this.inNumber = false;
    if (this.isDropping) this.putInstead(redactedText, at);
    else if (this.key?.isPairValue === true)
      this.pairs.addValue(this.depth, this.valueOut, this.outputAt(at));
  }

  /** Puts `replacement` in the place of what was dropped up to `at`. */
  private putInstead(replacement: Uint8Array, at: number): void {
    this.output.append(replacement, 0, replacement.length);
    this.segment = at;
    this.isDropping = false;
  }

  private cover(): number {
    return this.modes[this.depth] ?? hideNothing;
  }

  private beginString(at: number): void {
    this.inString = true;
    this.stringStart = at;
    this.valueOut = this.outputAt(at);
    this.stringIsKey = this.expectsKey;
    this.escapeOpen = false;
    this.hasEscape = false;
    this.at = at + 1;
    this.isDropping =
      !this.stringIsKey && hidesText(this.key, this.cover(), this.pairs.isSecretAt(this.depth));
    if (this.isDropping) this.flush(at);
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
      at = this.words.nextSign(at);
      if (at >= length) break;
      if (input[at] === 0x22) return this.finishString(at);
      this.hasEscape = true;
      at += 2;
    }
    this.escapeOpen = at > length;
    this.at = length;
  }

  private finishString(at: number): void {
    this.inString = false;
    this.at = at + 1;
    if (this.isDropping) {
      this.putInstead(insteadOf(this.key), at + 1);
    } else if (this.stringIsKey) {
      this.key = this.findKey(at);
      this.expectsKey = false;
    } else {
      this.finishValue(at);
    }
  }

  private findKey(at: number): KeyInfo {
    if (this.stringStart >= 0) return this.keys.find(this.input, this.stringStart + 1, at);
    const bytes = this.laidOut(at);
    return this.keys.find(bytes, 1, bytes.length - 1);
  }

  /** The string with its quotes, of which a part lies in the output already. */
  private laidOut(at: number): Uint8Array {
    this.flush(at + 1);
    return this.output.range(this.valueOut, this.output.length);
  }

  private finishValue(at: number): void {
    if (this.stringStart >= 0) return this.finishText(this.input, this.stringStart + 1, at, at);
    // A copy: what is put in the place of a text would overwrite it.
    const bytes = this.laidOut(at).slice();
    this.finishText(bytes, 1, bytes.length - 1, at);
  }

  /** The text of a value lies in `source[start, stop)`; `at` is its closing quote in the input. */
  private finishText(source: Uint8Array, start: number, stop: number, at: number): void {
    const { key, depth } = this;
    const safe = safeText(source, start, stop, this.hasEscape, isFreeText(key, this.keyStack[depth]));
    if (safe !== undefined) this.replace(at, safe);
    if (safe === redactedText || key === undefined) return;
    const end = this.outputAt(at) + 1;
    if (this.entry.depth > 0) {
      if (key.isVolatile) this.entry.addVolatile(this.valueOut, end);
      if (key.isName && this.entry.wantsName(depth))
        this.entry.setName(decodeJsonText(source.subarray(start, stop)));
    }
    if (key.isPairKey && isSecretName(source, start, stop, this.hasEscape)) {
      this.flush(at + 1);
      this.pairs.hide(depth, this.output);
    } else if (key.isPairValue) {
      this.pairs.addValue(depth, this.valueOut, end);
    }
  }

  /** Puts `bytes` in the place of the string that ends at `at`. */
  private replace(at: number, bytes: Uint8Array): void {
    this.flush(at + 1);
    this.output.cut(this.valueOut);
    this.output.append(bytes, 0, bytes.length);
  }
}
