import { dumpSections, type DumpEntry, type DumpSection } from "@/lib/proxies/dump/entry";
import type { ResourceState } from "@/lib/proxies/resource";
import { causeOf } from "./causes/cause-of";
import type { CauseFacts, Side } from "./causes/context";
import { configChange, type ConfigChange, type Placed } from "./change";
import { comparableEntries, mergedOmissions } from "./comparable";
import { ComparedSide, type ComparedDump } from "./compared-side";
import { findDifferences, type FoundDifference } from "./differences";
import { withoutEchoes } from "./echoes";
import { expectedReason, type PodIdentity } from "./expected";
import { pathText } from "./item-label";
import { meaningText } from "./normal-form";
import { pairStates } from "./pair-states";
import { resourceStates, type ResourceForm } from "./resource-forms";
import type { ConfigDiff, Omission, SectionTally } from "./result";
import { isSameMeaning } from "./same-meaning";
import { severityOf } from "./severity";
import { entriesByName, hashesOf, isSameBytes, isStaticTable, unitsOf, type Unit } from "./unit";

export type { ComparedDump } from "./compared-side";

export type CompareOptions = {
  readonly facts: CauseFacts;
  /** Whether the sides are different pods, whose own names and addresses are to be expected. */
  readonly isPodPair: boolean;
  /** A hash of a text, for the proof that nothing differs. */
  readonly hash: (text: string) => string;
};

type Forms = { readonly left: readonly ResourceForm[]; readonly right: readonly ResourceForm[] };
type Steps = Generator<undefined, void, undefined>;

/**
 * Compares two dumps resource by resource, by type and name, yielding between resources so that the caller may pause.
 * A resource of equal hash is not parsed; of the others the meaning is compared, and forms are made where it differs.
 */
export function* compareDumps(
  left: ComparedDump,
  right: ComparedDump,
  options: CompareOptions,
): Generator<undefined, ConfigDiff, undefined> {
  const comparison = new Comparison(left, right, options);
  yield* comparison.prepare();
  for (const unit of comparison.units) {
    yield* comparison.compare(unit);
    yield undefined;
  }
  return comparison.result();
}

/** Texts whose hash is taken at once; all of a large mesh at the end would take too long for one turn. */
const hashedTexts = 500;

class Comparison {
  units: readonly Unit[] = [];
  private readonly changes: ConfigChange[] = [];
  private readonly tallies = new Map<DumpSection, { -readonly [K in keyof SectionTally]: SectionTally[K] }>();
  private readonly hashes = { left: [] as string[], right: [] as string[] };
  private omissions: readonly Omission[] = [];
  private readonly ids = new Map<string, number>();
  private readonly staticTables = new Set<string>();
  private pods: { readonly left: PodIdentity; readonly right: PodIdentity } | undefined;
  private readonly sides: { readonly left: ComparedSide; readonly right: ComparedSide };
  private readonly options: CompareOptions;

  constructor(left: ComparedDump, right: ComparedDump, options: CompareOptions) {
    const isWithIstiod = left.word === "istiod" || right.word === "istiod";
    this.sides = {
      left: new ComparedSide(left, isWithIstiod),
      right: new ComparedSide(right, isWithIstiod),
    };
    this.options = options;
  }

  /** Indexes both dumps by name, in steps that a caller may pause between. */
  *prepare(): Steps {
    const [left, right] = [this.sides.left.dump, this.sides.right.dump];
    const words = [left.word, right.word];
    const byName: Record<Side, ReadonlyMap<string, DumpEntry[]>> = { left: new Map(), right: new Map() };
    for (const side of ["left", "right"] as const) {
      const [own, other] = side === "left" ? [left, right] : [right, left];
      const chosen = comparableEntries(own.entries, other.entries, words);
      this.omissions = mergedOmissions([...this.omissions, ...chosen.omissions]);
      yield undefined;
      byName[side] = yield* entriesByName(chosen.entries);
      this.sides[side].take(byName[side]);
      yield undefined;
    }
    this.units = yield* unitsOf(byName.left, byName.right);
    yield undefined;
    if (this.options.isPodPair)
      this.pods = { left: this.sides.left.identity(), right: this.sides.right.identity() };
  }

  *compare(unit: Unit): Steps {
    const { section, name } = unit;
    if (isStaticTable(unit)) this.staticTables.add(name);
    if (isSameBytes(unit)) {
      this.noteEqual(unit);
      this.tallyOf(section).equalBytes += 1;
    } else if (unit.left.length === 0 || unit.right.length === 0) {
      yield* this.compareWhole(unit, unit.left.length === 0 ? "right" : "left");
    } else {
      const [own, other] = [unit.left[0], unit.right[0]];
      const isOne = unit.left.length === 1 && unit.right.length === 1 && own?.group === other?.group;
      const read = isOne && own && other ? this.readPair(own, other) : undefined;
      if (read !== undefined && this.isProto() && isSameMeaning(read.left, read.right)) {
        this.noteEqual(unit);
        this.tallyOf(section).equalMeaning += 1;
        return;
      }
      yield undefined;
      const forms = { left: this.liveForms("left", unit, read), right: this.liveForms("right", unit, read) };
      if (forms.left.length === 0 && forms.right.length === 0) return;
      yield* this.compareForms({ section, name }, unit, forms);
    }
  }

  private isProto(): boolean {
    return this.sides.left.dump.isData !== true;
  }

  private readPair(left: DumpEntry, right: DumpEntry) {
    return { left: this.sides.left.dump.value(left), right: this.sides.right.dump.value(right) };
  }

  /** A resource that one side only has: it is read, and what is in it is asked for by nobody but who opens it. */
  private *compareWhole(unit: Unit, side: Side): Steps {
    const { section, name } = unit;
    const own = this.sides[side];
    const isRight = side === "right";
    const read = unit[side].map((entry) => ({ entry, value: own.dump.value(entry) }));
    const states = read.flatMap(({ entry, value }) =>
      resourceStates(entry, value).map((each, index) => ({ ...each, entry, index })),
    );
    const live = own.live(section, states);
    if (live.length === 0) return;
    this.note(side, `${section} ${name} ${hashesOf(unit[side]) ?? this.options.hash(meaningText(states))}`);
    this.tallyOf(section)[isRight ? "added" : "removed"] += 1;
    for (const { state, entry, index, value } of live) {
      const form = () => own.formsOf(entry)[index]?.value;
      // Chains and names of listeners are asked for by field; of the rest only stamps, which any spelling shows.
      const seen = section === "listeners" ? form() : value;
      const found = isRight
        ? { kind: "added" as const, path: [], ancestors: [], after: seen }
        : { kind: "removed" as const, path: [], ancestors: [], before: seen };
      this.explain({ section, name }, state, found, state === "error" ? undefined : form);
      yield undefined;
    }
  }

  /** Equal meaning has one hash, that of the left side. */
  private noteEqual(unit: Unit): void {
    const { section, name } = unit;
    const hash = hashesOf(unit.left) ?? hashesOf(unit.right) ?? this.textHash("left", unit);
    for (const side of ["left", "right"] as const) this.note(side, `${section} ${name} ${hash}`);
  }

  private textHash(side: Side, unit: Unit): string {
    const forms = unit[side].flatMap((entry) => this.sides[side].formsOf(entry));
    return this.options.hash(meaningText(forms));
  }

  private note(side: Side, text: string): void {
    const texts = this.hashes[side];
    texts.push(text);
    if (texts.length >= hashedTexts) this.hashes[side] = [this.options.hash(texts.join("\n"))];
  }

  private *compareForms(place: Placed, unit: Unit, forms: Forms): Steps {
    const { section, name } = place;
    const tally = this.tallyOf(section);
    const found = differencesOf(forms, !this.isProto());
    if (found.length === 0) {
      tally.equalMeaning += 1;
      return this.noteEqual(unit);
    }
    for (const side of ["left", "right"] as const)
      if (forms[side].length > 0)
        this.note(side, `${section} ${name} ${hashesOf(unit[side]) ?? this.textHash(side, unit)}`);
    tally[forms.left.length === 0 ? "added" : forms.right.length === 0 ? "removed" : "changed"] += 1;
    for (const { state, difference } of found) {
      this.explain(place, state, difference);
      yield undefined;
    }
  }

  private liveForms(
    side: Side,
    unit: Unit,
    read?: { readonly left: unknown; readonly right: unknown },
  ): readonly ResourceForm[] {
    const own = this.sides[side];
    const forms = unit[side].flatMap((entry) => own.formsOf(entry, read?.[side]));
    return own.live(unit.section, forms);
  }

  /** `whole` reads the resource's value again, so that not all of them are kept. */
  private explain(
    { section, name }: Placed,
    state: ResourceState,
    difference: FoundDifference,
    whole?: () => unknown,
  ): void {
    const text = pathText(difference.path);
    const { left, right } = this.sides;
    const expected =
      this.pods === undefined ? undefined : expectedReason(section, name, text, difference, this.pods);
    const cause = causeOf({
      facts: this.options.facts,
      section,
      resource: name,
      state,
      pathText: text,
      difference,
      lookup: (side, wanted, wantedName) => this.sides[side].lookup(wanted, wantedName),
      hasHost: (side, host) => (side === "left" ? left : right).hasHost(host),
    });
    const change = {
      id: this.idOf(`${section}/${name}/${state}/${text}/${difference.kind}`),
      section,
      resource: name,
      state,
      pathText: text,
      severity: severityOf(section, difference, text),
      ...(expected === undefined ? {} : { expected }),
      ...(cause === undefined ? {} : { cause }),
    };
    this.changes.push(configChange(change, difference, whole));
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
    const { left, right } = this.sides;
    return {
      changes: withoutEchoes(
        this.changes,
        ({ section, resource }) => section === "routes" && this.staticTables.has(resource),
      ),
      sections: dumpSections.flatMap((section) => this.tallies.get(section) ?? []),
      omissions: mergedOmissions([...this.omissions, ...left.omissions(), ...right.omissions()]),
      meaningHash: { left: hash(this.hashes.left.join("\n")), right: hash(this.hashes.right.join("\n")) },
    };
  }
}

function differencesOf(forms: Forms, isData: boolean) {
  return pairStates(forms.left, forms.right).flatMap(({ state, left, right }) =>
    findDifferences(left, right, isData).map((difference) => ({ state, difference })),
  );
}
