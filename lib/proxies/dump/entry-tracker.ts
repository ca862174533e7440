import { sectionFromGroup, snakeCase, type DumpEntry, type DumpSection } from "./entry";

/** An entry with the byte ranges inside of it that change without a change of configuration. */
export type ScannedEntry = DumpEntry & { readonly volatileRanges: readonly (readonly [number, number])[] };

type Group = {
  readonly group: string;
  readonly section: DumpSection;
  /** How often a name was there already. */
  readonly counts: Map<string, number>;
};

/** A name that looks like one which the number of its repetition was put behind. */
const numbered = /~\d+$/;

/** Notes where the entry under way began and what was seen of it. At most one is open. */
export class EntryTracker {
  private readonly groups = new Map<string, Group>();
  private readonly byKey = new Map<string, Group>();
  private finished: ScannedEntry[] = [];
  private group: Group = { group: "", section: "other", counts: new Map() };
  private name: string | undefined;
  private volatileRanges: [number, number][] = [];
  /** Nesting of the open entry; 0 when none is open. */
  depth = 0;
  start = 0;

  begin(key: string, depth: number, start: number): void {
    this.depth = depth;
    this.group = this.groupOf(key);
    this.start = start;
    this.name = undefined;
    this.volatileRanges = [];
  }

  private groupOf(key: string): Group {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const group = snakeCase(key);
    const made = this.groups.get(group) ?? { group, section: sectionFromGroup(group), counts: new Map() };
    this.groups.set(group, made);
    this.byKey.set(key, made);
    return made;
  }

  /** Whether the open entry's name is still to come, and could stand at this nesting. */
  wantsName(depth: number): boolean {
    return this.name === undefined && depth <= this.depth + 1;
  }

  setName(name: string): void {
    this.name = name;
  }

  addVolatile(start: number, end: number): void {
    this.volatileRanges.push([start, end]);
  }

  finish(end: number): void {
    const { group, section, counts } = this.group;
    const name = this.name ?? (group === "bootstrap" ? "bootstrap" : "");
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    // What is really called so has a number from the first on: no two of a group get the same.
    const isPlain = count === 1 && !numbered.test(name);
    this.finished.push({
      id: isPlain ? `${group}/${name}` : `${group}/${name}~${count}`,
      section,
      group,
      name,
      start: this.start,
      end,
      volatileRanges: this.volatileRanges,
    });
    this.depth = 0;
  }

  /** Entries that were completed since the last call. */
  take(): readonly ScannedEntry[] {
    const taken = this.finished;
    this.finished = [];
    return taken;
  }
}
