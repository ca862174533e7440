import { ztunnelEntries } from "@/lib/ambient/dump-entries";
import type { DumpEntry } from "@/lib/proxies/dump/entry";
import { entryText } from "@/lib/proxies/dump/read-entries";
import { isProtoObject, textField, type ProtoObject } from "@/lib/proxies/proto-json";
import type { ComparedDump } from "./compared-side";

/** Parts that are the ztunnel's own doings: connections, and threads of pods that come and go. */
const passing = new Set(["workloadState"]);

/**
 * A ztunnel's dump as one to compare: its workloads, services, policies and certificates by what they are called, where
 * older versions list them by address. It yields between objects so that the caller may pause; connections are left out.
 */
export function* comparedZtunnel(bytes: Uint8Array): Generator<undefined, ComparedDump, undefined> {
  const entries: DumpEntry[] = [];
  const seen = new Set<string>();
  for (const entry of ztunnelEntries(bytes)) {
    yield undefined;
    if (passing.has(entry.group)) continue;
    const name = `${entry.group} ${nameOf(entry, read(bytes, entry))}`;
    // A workload of several addresses stands there once for each, and so does a service.
    if (seen.has(name) && /^(?:workloads|services) /.test(name)) continue;
    seen.add(name);
    entries.push({ ...entry, name });
  }
  return {
    entries,
    word: "envoy",
    isData: true,
    value: (entry) => comparedValue(entry.group, read(bytes, entry)),
  };
}

function read(bytes: Uint8Array, entry: DumpEntry): unknown {
  return JSON.parse(entryText(bytes, entry));
}

function nameOf({ group, name }: DumpEntry, value: unknown): string {
  const own = textField(value, "name") ?? "";
  const namespace = textField(value, "namespace") ?? "";
  const named: Readonly<Record<string, string | undefined>> = {
    workloads: textField(value, "uid"),
    services: `${namespace}/${textField(value, "hostname") ?? own}`,
    policies: `${namespace}/${own}`,
    certificates: textField(value, "identity"),
  };
  return named[group] ?? name;
}

/** Lists of plain values are sets here; a certificate is renewed all the time, and what it is trusted by is kept. */
function comparedValue(group: string, value: unknown): unknown {
  if (!isProtoObject(value)) return value;
  const { certChain: _chain, ...rest } = value;
  const kept: ProtoObject = group === "certificates" ? rest : value;
  return Object.fromEntries(
    Object.entries(kept)
      .filter(([, own]) => own !== null)
      .map(([key, own]) => [key, inOrder(own)]),
  );
}

function inOrder(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const isPlain = value.every((item) => typeof item === "string" || typeof item === "number");
  return isPlain ? value.toSorted() : value;
}
