import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import type { DumpEntry, DumpSection } from "@/lib/proxies/dump/entry";
import { endpointForm, type SideWord } from "./comparable";
import { podIdentity, type PodIdentity } from "./expected";
import { entryForms, type ResourceForm } from "./resource-forms";
import type { Omission } from "./result";
import { withoutTrafficHosts } from "./traffic-hosts";

/** A dump to compare: its entries, and the JSON of one of them when it is asked for. */
export type ComparedDump = {
  readonly entries: readonly DumpEntry[];
  readonly value: (entry: DumpEntry) => unknown;
  readonly word: SideWord;
  /** Its resources are no protobufs: names of fields and values are compared as they are. */
  readonly isData?: boolean;
  /** Names and addresses of the pod that the dump's bootstrap may not tell. */
  readonly identity?: readonly string[];
};

/** Causes look at few resources; what is looked at twice is kept. */
const keptForms = 500;

/** One side of a comparison: its resources by name, in normal form. */
export class ComparedSide {
  readonly dump: ComparedDump;
  private readonly isWithIstiod: boolean;
  private byName: ReadonlyMap<string, readonly DumpEntry[]> = new Map();
  private readonly forms = new Map<DumpEntry, readonly ResourceForm[]>();
  private readonly draining = new Map<DumpSection, number>();
  private readonly madeByTraffic = new Set<string>();
  private hosts: ReadonlySet<string> | undefined;

  constructor(dump: ComparedDump, isWithIstiod: boolean) {
    this.dump = dump;
    this.isWithIstiod = isWithIstiod;
  }

  /** Takes what of the dump is compared. */
  take(byName: ReadonlyMap<string, readonly DumpEntry[]>): void {
    this.byName = byName;
  }

  /** Who this proxy is, by its bootstrap. */
  identity(): PodIdentity {
    const entry = this.dump.entries.find(({ section }) => section === "bootstrap");
    const form = entry === undefined ? undefined : this.formsOf(entry)[0]?.value;
    return podIdentity(form, this.dump.identity);
  }

  /** Forms of an entry, whose JSON may be at hand already. */
  formsOf(entry: DumpEntry, read?: unknown): readonly ResourceForm[] {
    const known = this.forms.get(entry);
    if (known !== undefined) return known;
    const parsed = entryForms(entry, read ?? this.dump.value(entry), this.dump.isData);
    const forms =
      entry.section === "endpoints" ? parsed.map((form) => this.endpointsForm(entry, form)) : parsed;
    if (this.forms.size < keptForms) this.forms.set(entry, forms);
    return forms;
  }

  private endpointsForm(entry: DumpEntry, { state, value }: ResourceForm): ResourceForm {
    const { value: kept, hosts } = withoutTrafficHosts(value);
    if (hosts > 0) this.madeByTraffic.add(entry.name);
    return { state, value: endpointForm(kept, this.isWithIstiod) };
  }

  /**
   * Those that do not drain: Envoy lists a listener that was removed or replaced until its connections are gone, and it
   * takes no new ones. Istio lets that be 45 s, in which every removal would look like a difference.
   */
  live<T extends { readonly state: string }>(section: DumpSection, forms: readonly T[]): readonly T[] {
    const live = forms.filter(({ state }) => state !== "draining");
    if (live.length < forms.length) this.draining.set(section, (this.draining.get(section) ?? 0) + 1);
    return live;
  }

  omissions(): readonly Omission[] {
    const draining = [...this.draining].map(([section, resources]) => ({
      section,
      reason: "draining" as const,
      resources,
    }));
    const { size: resources } = this.madeByTraffic;
    return resources === 0
      ? draining
      : [...draining, { section: "endpoints", reason: "made_by_traffic", resources }];
  }

  /** The active resource of a name; undefined when there is none. */
  lookup(section: DumpSection, name: string): unknown {
    const forms = (this.byName.get(nameKey(section, name)) ?? []).flatMap((entry) => this.formsOf(entry));
    return (forms.find(({ state }) => state === "active") ?? forms[0])?.value;
  }

  hasHost(host: string): boolean {
    this.hosts ??= hostsOf(this.dump.entries);
    return this.hosts.has(host);
  }
}

/** A key of a resource among all of a dump. */
export function nameKey(section: DumpSection, name: string): string {
  return `${section} ${name}`;
}

function hostsOf(entries: readonly DumpEntry[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap(({ section, name }) => {
      const host = section === "clusters" ? parseEnvoyClusterName(name)?.host : undefined;
      return host === undefined || host === "" ? [] : [host];
    }),
  );
}
