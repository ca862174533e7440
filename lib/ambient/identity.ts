import type { AmbientCertificate, AmbientIdentity } from "./model";
import { withoutUndefined, wordField } from "./workload";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { itemsField, textField, timeMsField } from "@/lib/proxies/proto-json";

/** What a certificate's own bytes say; undefined where they cannot be read. */
export type ReadPem = (pem: string) => Partial<AmbientCertificate> | undefined;

const states = {
  Available: "available",
  Initializing: "initializing",
  Unavailable: "unavailable",
} as const;

/** `Unavailable: why` in its two parts. */
function stateOf(text: string): Pick<AmbientIdentity, "state" | "reason"> {
  const [word = "", ...rest] = text.split(":");
  const known = Object.entries(states).find(([name]) => name === word.trim());
  const reason = rest.join(":").trim();
  if (known === undefined) return text === "" ? { state: "unknown" } : { state: "unknown", reason: text };
  return reason === "" ? { state: known[1] } : { state: known[1], reason };
}

/** PEM text of a certificate; newer dumps have it in base64 once more. */
function pemOf(value: unknown): string {
  const text = textField(value, "pem") ?? "";
  if (text === "" || text.startsWith("-----")) return text;
  try {
    return atob(text);
  } catch {
    return "";
  }
}

function certificateOf(value: unknown, readPem: ReadPem): AmbientCertificate {
  const pem = pemOf(value);
  const own = pem === "" ? undefined : readPem(pem);
  return {
    ...own,
    serialNumber: wordField(value, "serial_number") ?? own?.serialNumber ?? "",
    ...withoutUndefined({
      validFromMs: timeMsField(value, "valid_from"),
      expiresMs: timeMsField(value, "expiration_time"),
    }),
  };
}

/** An identity that ztunnel holds a certificate for, or wants to. */
export function identityFromEntry(entry: DumpEntry, value: unknown, readPem: ReadPem): AmbientIdentity {
  const chain = (key: string) => itemsField(value, key).map((item) => certificateOf(item, readPem));
  return {
    id: entry.id,
    identity: textField(value, "identity") ?? "",
    ...stateOf(textField(value, "state") ?? ""),
    chain: chain("cert_chain"),
    roots: chain("root_certs"),
  };
}
