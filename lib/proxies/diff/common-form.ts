import { comparableEntries, endpointForm } from "./comparable";
import type { ComparedDump } from "./compare-dumps";
import { podIdentity, withoutIdentity } from "./expected";
import { isProtoObject } from "@/lib/proxies/proto-json";
import { meaningText } from "./normal-form";
import { resourceForms } from "./resource-forms";

/** Where a proxy's own name and address stand for itself. */
const ownSections = new Set<string>(["bootstrap", "listeners"]);

/**
 * What a proxy shares with the other pods of its workload, one text for each resource: its own names and addresses
 * taken out, without bootstrap identity, certificates, and the health of endpoints, which every proxy sees for itself.
 */
export function* commonForms(dump: ComparedDump): Generator<undefined, readonly string[], undefined> {
  const bootstrap = dump.entries.find(({ section }) => section === "bootstrap");
  const form =
    bootstrap === undefined ? undefined : resourceForms(bootstrap, dump.value(bootstrap))[0]?.value;
  const identity = podIdentity(form, dump.identity);
  const texts: string[] = [];
  for (const entry of comparableEntries(dump.entries, dump.entries, [dump.word]).entries) {
    if (entry.section === "secrets" && entry.name !== "ROOTCA") continue;
    // These are the tables inside of listeners once more.
    if (entry.group === "static_route_configs") continue;
    const forms = resourceForms(entry, dump.value(entry)).map(({ state, value }) => ({
      state,
      value: entry.section === "endpoints" ? endpointForm(value, true) : commonValue(entry.section, value),
    }));
    const text = `${entry.section} ${entry.name} ${meaningText(forms)}`;
    // Elsewhere a pod's address stands for it as one of all, and is the same to every pod.
    texts.push(ownSections.has(entry.section) ? withoutIdentity(text, identity) : text);
    yield undefined;
  }
  return texts;
}

function commonValue(section: string, value: unknown): unknown {
  if (section !== "bootstrap" || !isProtoObject(value)) return value;
  const { node: _node, ...rest } = value;
  return rest;
}
