import { X509Certificate } from "node:crypto";
import { parseZtunnelDump, type AmbientDump } from "@/lib/ambient/dump";
import type { AmbientCertificate } from "@/lib/ambient/model";
import { runInTurns } from "@/server/operations/run-in-turns";
import type { ConfigDumpBytes } from "@/server/ports";
import { singleton } from "@/server/singleton";

const keptDumps = 8;

/** Subject, issuer and validity of a PEM certificate; undefined when it is none. */
function readPem(pem: string): Partial<AmbientCertificate> | undefined {
  try {
    const parsed = new X509Certificate(pem);
    return {
      serialNumber: BigInt(`0x${parsed.serialNumber}`).toString(),
      subject: parsed.subject ?? "",
      issuer: parsed.issuer ?? "",
      validFromMs: Date.parse(parsed.validFrom),
      expiresMs: Date.parse(parsed.validTo),
    };
  } catch {
    return undefined;
  }
}

/**
 * The objects of a ztunnel dump. The event loop gets its turn in between, and the last few dumps are remembered, so
 * that the tabs of a page parse one once.
 */
export async function parseAmbientDump(dump: ConfigDumpBytes): Promise<AmbientDump> {
  const parsed = singleton("parsed ztunnel dumps", () => new Map<string, Promise<AmbientDump>>());
  const key = `${dump.contentHash} ${dump.fetchedAtMs} ${dump.bytes.length}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const work = runInTurns(parseZtunnelDump(dump.bytes, readPem));
  parsed.set(key, work);
  work.catch(() => parsed.delete(key));
  for (const oldest of parsed.keys()) {
    if (parsed.size <= keptDumps) break;
    parsed.delete(oldest);
  }
  return work;
}
