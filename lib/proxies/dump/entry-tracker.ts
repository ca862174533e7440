import { sectionFromGroup, snakeCase, type DumpEntry, type DumpSection } from "./entry";

/** An entry with the byte ranges inside of it that change without a change of configuration. */
export type ScannedEntry = DumpEntry & { readonly volatileRanges: readonly (readonly [number, number])[] };

type Group = { readonly group: string; readonly section: DumpSection };

/** Notes where the entry under way began and what was seen of it. At most one is open. */
export class EntryTracker {
  private readonly idCounts = new Map<string, number>();
  private readonly groups = new Map<string, Group>();
  private finished: ScannedEntry[] = [];
  private group: Group = { group: "", section: "other" };
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
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const group = snakeCase(key);
    const made = { group, section: sectionFromGroup(group) };
    if (this.groups.size < 1000) this.groups.set(key, made);
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
    const { group, section } = this.group;
    const name = this.name ?? (group === "bootstrap" ? "bootstrap" : "");
    const plainId = `${group}/${name}`;
    const count = (this.idCounts.get(plainId) ?? 0) + 1;
    this.idCounts.set(plainId, count);
    const id = count === 1 ? plainId : `${plainId}~${count}`;
    // A resource may really be called so.
    if (count > 1) this.idCounts.set(id, (this.idCounts.get(id) ?? 0) + 1);
    this.finished.push({
      id,
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
