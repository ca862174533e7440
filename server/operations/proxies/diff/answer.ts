import type {
  Cause,
  ChangeKind,
  ChangeSeverity,
  ConfigChange,
  ExpectedReason,
} from "@/lib/proxies/diff/change";
import type { ConfigDiff } from "@/lib/proxies/diff/result";
import type { DumpSection } from "@/lib/proxies/dump/entry";
import type { DumpTarget } from "@/lib/proxies/dump-target";

/** A value as JSON; `isCut` when it is longer than what is shown, then `diff.change` gives all of it. */
export type ShownValue = { readonly text: string; readonly isCut: boolean };

/** A change as a page shows it: a line, which stands for all of its places. `pathText` has `*` where they differ. */
export type ShownChange = Pick<
  ConfigChange,
  "id" | "kind" | "section" | "resource" | "state" | "pathText" | "severity" | "from" | "to"
> & {
  readonly expected?: ExpectedReason;
  readonly before?: ShownValue;
  readonly after?: ShownValue;
  /** In how many places the very same change stands, this one counted; `diff.places` lists them. */
  readonly places: number;
  /** In how many resources. */
  readonly resources: number;
};

/** One place of a change that stands in many. */
export type ChangePlace = Pick<ConfigChange, "id" | "resource" | "pathText">;

/** The object behind a group, with what the cluster says about it now; unknown when it was not asked. */
export type ShownCause = Cause & { readonly existsNow?: boolean };

export type CauseGroup = {
  /** Key of the group; "" for changes whose cause is unknown. */
  readonly key: string;
  readonly cause?: ShownCause;
  /** Changes of this cause that pass the filters, on every page. */
  readonly count: number;
  readonly changes: readonly ShownChange[];
};

export type DiffSide = {
  readonly target: DumpTarget;
  readonly label: string;
  readonly contentHash: string;
  readonly fetchedAtMs: number;
  readonly sizeBytes: number;
  readonly resources: number;
};

export type DiffRead = {
  /** Absent when the side could not be read; the warnings say why. */
  readonly left?: DiffSide;
  readonly right?: DiffSide;
  /** Absent when a side is. */
  readonly summary?: {
    readonly isIdentical: boolean;
    readonly changes: number;
    readonly expected: number;
    readonly resources: number;
    readonly sections: ConfigDiff["sections"];
    readonly omissions: ConfigDiff["omissions"];
    readonly meaningHash: ConfigDiff["meaningHash"];
    readonly bySection: Readonly<Partial<Record<DumpSection, number>>>;
    readonly byKind: Readonly<Record<ChangeKind, number>>;
    readonly bySeverity: Readonly<Record<ChangeSeverity, number>>;
  };
  /** Changes that pass the filters; exact, whatever the page holds. */
  readonly matching: number;
  /** Lines that they make, equal changes folded into one. Pages count lines. */
  readonly lines: number;
  readonly groups: readonly CauseGroup[];
  /** Where the next page begins; absent on the last. */
  readonly nextOffset?: number;
};

export type DiffChangeText = { readonly before: string; readonly after: string };

type FleetGroup = {
  /** Equal for pods of equal configuration, whatever is theirs alone. */
  readonly hash: string;
  readonly pods: readonly string[];
};

export type FleetRead = {
  /** Largest first; a group of its own is a pod that differs. */
  readonly groups: readonly FleetGroup[];
  /** Pods whose configuration could not be read; the warnings say why. */
  readonly unread: readonly string[];
  /** Pods beyond the limit, which were not asked. */
  readonly skipped: number;
};
