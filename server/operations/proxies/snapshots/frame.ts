import { createHash } from "node:crypto";
import { createDeflateRaw } from "node:zlib";

const batchBytes = 65_536;
const headBytes = 8192;

/** What lies between the resources of a dump, compressed as it comes. */
export class Frame {
  private readonly zip = createDeflateRaw({ level: 6 });
  private readonly zipped: Buffer[] = [];
  private readonly sum = createHash("sha256");
  private batch = Buffer.alloc(batchBytes);
  private filled = 0;
  private fault: Error | undefined;
  /** The first bytes, by which one tells what the dump is. */
  head = "";
  sizeBytes = 0;

  constructor() {
    this.zip.on("data", (piece: Buffer) => this.zipped.push(piece));
    this.zip.on("error", (error) => {
      this.fault = error;
    });
  }

  /** Takes a copy of `bytes`. */
  async add(bytes: Uint8Array): Promise<void> {
    this.sizeBytes += bytes.length;
    if (this.head.length < headBytes) {
      this.head += Buffer.from(bytes.subarray(0, headBytes - this.head.length)).toString("latin1");
    }
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + batchBytes - this.filled);
      this.batch.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === batchBytes) await this.write();
    }
  }

  private async write(): Promise<void> {
    const piece = this.batch.subarray(0, this.filled);
    this.batch = Buffer.alloc(batchBytes);
    this.filled = 0;
    this.sum.update(piece);
    await new Promise<void>((resolve, reject) =>
      this.zip.write(piece, (error) => (error ? reject(error) : resolve())),
    );
  }

  /** The compressed bytes, and the hash of all. */
  async finish(): Promise<{ readonly bytes: Uint8Array; readonly hash: string }> {
    await this.write();
    await new Promise<void>((resolve, reject) => {
      this.zip.once("end", resolve);
      this.zip.once("error", reject);
      if (this.fault !== undefined) reject(this.fault);
      this.zip.end();
    });
    return { bytes: Buffer.concat(this.zipped), hash: this.sum.digest("hex") };
  }

  /** Gives up. */
  close(): void {
    this.zip.destroy();
  }
}
