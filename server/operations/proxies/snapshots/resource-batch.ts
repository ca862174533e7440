import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { deflateRaw, deflateRawSync } from "node:zlib";
import { addResources, touchResources, type StoredBody } from "@/server/database/snapshot-resource";

/** The statements of a batch of 200 hold up others for 100 ms. */
const batchCount = 50;
const batchBytes = 1_048_576;
const blockMs = 8;

/** Stores the resources of one snapshot, some hundred at a time, each once and only where it is not stored yet. */
export class ResourceBatch {
  readonly hashes = new Set<string>();
  private readonly url: string | undefined;
  private readonly nowMs: () => number;
  private pending = new Map<string, Uint8Array>();
  private pendingBytes = 0;

  constructor(url: string | undefined, nowMs: () => number) {
    this.url = url;
    this.nowMs = nowMs;
  }

  /** Takes a copy of `json`, unless that is large: then it is stored before this returns. */
  async add(hash: string, json: Uint8Array): Promise<void> {
    if (this.hashes.has(hash)) return;
    this.hashes.add(hash);
    if (json.length > batchBytes) {
      await this.addLarge(hash, json);
      return;
    }
    this.pending.set(hash, json.slice());
    this.pendingBytes += json.length;
    if (this.pending.size >= batchCount || this.pendingBytes >= batchBytes) await this.flush();
  }

  private async addLarge(hash: string, json: Uint8Array): Promise<void> {
    const known = await touchResources(this.url, [hash], this.nowMs());
    if (known.has(hash)) return;
    const body = await promisify(deflateRaw)(json, { level: 6 });
    await addResources(this.url, [{ hash, body }], this.nowMs());
  }

  async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    const { pending } = this;
    this.pending = new Map();
    this.pendingBytes = 0;
    const known = await touchResources(this.url, [...pending.keys()], this.nowMs());
    const bodies: StoredBody[] = [];
    let startMs = performance.now();
    for (const [hash, json] of pending) {
      if (known.has(hash)) continue;
      bodies.push({ hash, body: deflateRawSync(json, { level: 6 }) });
      if (performance.now() - startMs < blockMs) continue;
      await nextTurn();
      startMs = performance.now();
    }
    if (bodies.length > 0) await addResources(this.url, bodies, this.nowMs());
  }
}
