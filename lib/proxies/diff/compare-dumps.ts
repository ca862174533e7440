import { parseEnvoyClusterName } from "@/lib/mesh/envoy-cluster-name";
import { dumpSections, type DumpEntry, type DumpSection } from "@/lib/proxies/dump/entry";
import type { ResourceState } from "@/lib/proxies/resource";
import { causeOf } from "./causes/cause-of";
import type { CauseContext, CauseFacts, Side } from "./causes/context";
import type { ConfigChange } from "./change";
import { comparableEntries, endpointForm, mergedOmissions, type SideWord } from "./comparable";
import { findDifferences, type FoundDifference } from "./differences";
import { expectedReason, podIdentity, type PodIdentity } from "./expected";
import { pathText } from "./item-label";
import { meaningText } from "./normal-form";
import { pairStates } from "./pair-states";
import { resourceForms, type ResourceForm } from "./resource-forms";
import type { ConfigDiff, Omission, SectionTally } from "./result";
import { severityOf } from "./severity";

/** A dump to compare: its entries, and the JSON of one of them when it is asked for. */
export type ComparedDump = {
  readonly entries: readonly DumpEntry[];
  readonly value: (entry: DumpEntry) => unknown;
  readonly word: SideWord;
  /** Names and addresses of the pod that the dump's bootstrap may not tell. */
  readonly identity?: readonly string[];
};

export type CompareOptions = {
  readonly facts: CauseFacts;
  /** Whether the sides are different pods, whose own names and addresses are to be expected. */
  readonly isPodPair: boolean;
  /** A hash of a text, for the proof that nothing differs. */
  readonly hash: (text: string) => string;
};

type Unit = {
  readonly section: DumpSection;
  readonly name: string;
  readonly left: DumpEntry[];
  readonly right: DumpEntry[];
};
type Found = { readonly unit: Unit; readonly state: ResourceState; readonly difference: FoundDifference };

/**
 * Compares two dumps resource by resource, by type and name, yielding between resources so that the caller may pause.
 * A resource of equal hash is not parsed; of the others the normal forms are compared.
 */
export function* compareDumps(
  left: ComparedDump,
  right: ComparedDump,
  options: CompareOptions,
): Generator<undefined, ConfigDiff, undefined> {
  const comparison = new Comparison(left, right, options);
  yield* comparison.prepare();
  for (const unit of comparison.units) {
    comparison.compare(unit);
    yield undefined;
  }
  for (const found of comparison.found) {
    comparison.explain(found);
    yield undefined;
  }
  return comparison.result();
}

/** Texts whose hash is taken at once; all of a large mesh at the end would take too long for one turn. */
const hashedTexts = 500;

class Comparison {
  units: readonly Unit[] = [];
  readonly found: Found[] = [];
  private readonly changes: ConfigChange[] = [];
  private readonly tallies = new Map<DumpSection, { -readonly [K in keyof SectionTally]: SectionTally[K] }>();
  private readonly hashes = { left: [] as string[], right: [] as string[] };
  private omissions: readonly Omission[] = [];
  private readonly draining = { left: new Map<DumpSection, number>(), right: new Map<DumpSection, number>() };
  private readonly forms = new Map<DumpEntry, readonly ResourceForm[]>();
  private readonly hosts: { left?: ReadonlySet<string>; right?: ReadonlySet<string> } = {};
  private readonly ids = new Map<string, number>();
  private pods: { readonly left: PodIdentity; readonly right: PodIdentity } | undefined;
  private readonly byName: Record<Side, ReadonlyMap<string, DumpEntry[]>> = {
    left: new Map(),
    right: new Map(),
  };
  private readonly dumps: { readonly left: ComparedDump; readonly right: ComparedDump };
  private readonly options: CompareOptions;

  constructor(left: ComparedDump, right: ComparedDump, options: CompareOptions) {
    this.dumps = { left, right };
    this.options = options;
  }

  /** Indexes both dumps by name, in steps that a caller may pause between. */
  *prepare(): Generator<undefined, void, undefined> {
    const { left, right } = this.dumps;
    const words = [left.word, right.word];
    for (const side of ["left", "right"] as const) {
      const [own, other] = side === "left" ? [left, right] : [right, left];
      const chosen = comparableEntries(own.entries, other.entries, words);
      this.omissions = mergedOmissions([...this.omissions, ...chosen.omissions]);
      yield undefined;
      this.byName[side] = entriesByName(chosen.entries);
      yield undefined;
    }
    this.units = unitsOf(this.byName.left, this.byName.right);
    yield undefined;
    if (this.options.isPodPair) this.pods = { left: this.identity("left"), right: this.identity("right") };
  }

  private identity(side: Side): PodIdentity {
    const dump = this.dumps[side];
    const entry = dump.entries.find(({ section }) => section === "bootstrap");
    const form = entry === undefined ? undefined : this.formsOf(side, entry)[0]?.value;
    return podIdentity(form, dump.identity);
  }

  compare(unit: Unit): void {
    const [left, right] = [unit.left, unit.right].map((entries) => entries.map(({ hash }) => hash));
    const isSameBytes =
      left?.length === right?.length &&
      left?.every((hash, index) => hash !== undefined && hash === right?.[index]);
    if (isSameBytes === true) {
      const text = `${unit.section} ${unit.name} ${left?.join(" ") ?? ""}`;
      this.note("left", text);
      this.note("right", text);
      this.tallyOf(unit.section).equalBytes += 1;
      return;
    }
    const forms = { left: this.liveForms("left", unit.left), right: this.liveForms("right", unit.right) };
    if (forms.left.length === 0 && forms.right.length === 0) return;
    const texts = { left: meaningText(forms.left), right: meaningText(forms.right) };
    for (const side of ["left", "right"] as const) {
      if (forms[side].length === 0) continue;
      this.note(side, `${unit.section} ${unit.name} ${this.options.hash(texts[side])}`);
    }
    const tally = this.tallyOf(unit.section);
    if (texts.left === texts.right) tally.equalMeaning += 1;
    else this.compareForms(unit, forms, tally);
  }

  private note(side: Side, text: string): void {
    const texts = this.hashes[side];
    texts.push(text);
    if (texts.length >= hashedTexts) this.hashes[side] = [this.options.hash(texts.join("\n"))];
  }

  private compareForms(
    unit: Unit,
    forms: { readonly left: readonly ResourceForm[]; readonly right: readonly ResourceForm[] },
    tally: { changed: number; added: number; removed: number },
  ): void {
    if (forms.left.length === 0) tally.added += 1;
    else if (forms.right.length === 0) tally.removed += 1;
    else tally.changed += 1;
    for (const { state, left, right } of pairStates(forms.left, forms.right))
      for (const difference of findDifferences(left, right)) this.found.push({ unit, state, difference });
  }

  /**
   * Forms without those that drain: Envoy lists a listener that was removed or replaced until its connections are gone,
   * and it takes no new ones. Istio lets that be 45 s, in which every removal would look like a difference.
   */
  private liveForms(side: Side, entries: readonly DumpEntry[]): readonly ResourceForm[] {
    const forms = this.unitForms(side, entries);
    const live = forms.filter(({ state }) => state !== "draining");
    const [entry] = entries;
    if (entry !== undefined && live.length < forms.length)
      this.draining[side].set(entry.section, (this.draining[side].get(entry.section) ?? 0) + 1);
    return live;
  }

  private unitForms(side: Side, entries: readonly DumpEntry[]): readonly ResourceForm[] {
    return entries.flatMap((entry) => this.formsOf(side, entry));
  }

  private formsOf(side: Side, entry: DumpEntry): readonly ResourceForm[] {
    const known = this.forms.get(entry);
    if (known !== undefined) return known;
    const isWithIstiod = this.dumps.left.word === "istiod" || this.dumps.right.word === "istiod";
    const parsed = resourceForms(entry, this.dumps[side].value(entry));
    const forms =
      entry.section === "endpoints"
        ? parsed.map(({ state, value }) => ({ state, value: endpointForm(value, isWithIstiod) }))
        : parsed;
    // Causes look at few resources; what is looked at twice is kept.
    if (this.forms.size < 500) this.forms.set(entry, forms);
    return forms;
  }

  explain({ unit, state, difference }: Found): void {
    const { section, name } = unit;
    const text = pathText(difference.path);
    const { ancestors: _ancestors, ...plain } = difference;
    const expected =
      this.pods === undefined ? undefined : expectedReason(section, name, text, plain, this.pods);
    const context: CauseContext = {
      facts: this.options.facts,
      section,
      resource: name,
      state,
      pathText: text,
      difference,
      lookup: (side, wanted, wantedName) => this.lookup(side, wanted, wantedName),
      hasHost: (side, host) => (this.hosts[side] ??= hostsOf(this.dumps[side].entries)).has(host),
    };
    const cause = causeOf(context);
    this.changes.push({
      ...plain,
      id: this.idOf(`${section}/${name}/${state}/${text}/${difference.kind}`),
      section,
      resource: name,
      state,
      pathText: text,
      severity: severityOf(section, plain, text),
      ...(expected === undefined ? {} : { expected }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  private lookup(side: Side, section: DumpSection, name: string): unknown {
    const entries = this.byName[side].get(keyOf(section, name)) ?? [];
    const forms = this.unitForms(side, entries);
    return (forms.find(({ state }) => state === "active") ?? forms[0])?.value;
  }

  private idOf(text: string): string {
    const count = (this.ids.get(text) ?? 0) + 1;
    this.ids.set(text, count);
    return count === 1 ? text : `${text}~${count}`;
  }

  private tallyOf(section: DumpSection) {
    const known = this.tallies.get(section);
    if (known !== undefined) return known;
    const tally = { section, equalBytes: 0, equalMeaning: 0, changed: 0, added: 0, removed: 0 };
    this.tallies.set(section, tally);
    return tally;
  }

  result(): ConfigDiff {
    const { hash } = this.options;
    return {
      changes: this.changes,
      sections: dumpSections.flatMap((section) => this.tallies.get(section) ?? []),
      omissions: mergedOmissions([...this.omissions, ...drainingOmissions(this.draining)]),
      meaningHash: { left: hash(this.hashes.left.join("\n")), right: hash(this.hashes.right.join("\n")) },
    };
  }
}

function hostsOf(entries: readonly DumpEntry[]): ReadonlySet<string> {
  return new Set(
    entries.flatMap(({ section, name }) => {
      const host = section === "clusters" ? parseEnvoyClusterName(name)?.host : undefined;
      return host === undefined || host === "" ? [] : [host];
    }),
  );
}

const keyOf = (section: DumpSection, name: string): string => `${section} ${name}`;

function entriesByName(entries: readonly DumpEntry[]): ReadonlyMap<string, DumpEntry[]> {
  const map = new Map<string, DumpEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry.section, entry.name);
    const list = map.get(key);
    if (list === undefined) map.set(key, [entry]);
    else list.push(entry);
  }
  return map;
}

function unitsOf(
  left: ReadonlyMap<string, DumpEntry[]>,
  right: ReadonlyMap<string, DumpEntry[]>,
): readonly Unit[] {
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [own, other] = [left.get(key) ?? [], right.get(key) ?? []];
    const first = own[0] ?? other[0];
    return first === undefined ? [] : [{ section: first.section, name: first.name, left: own, right: other }];
  });
}

function drainingOmissions(draining: Record<Side, ReadonlyMap<DumpSection, number>>): readonly Omission[] {
  return [...draining.left, ...draining.right].map(([section, resources]) => ({
    section,
    reason: "draining" as const,
    resources,
  }));
}
