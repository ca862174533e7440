import type { DumpSection } from "@/lib/proxies/dump/entry";
import type { ConfigChange } from "./change";

/** Why a section is left out. It is never a difference that one side cannot say it. */
const omissionReasons = [
  "not_sent_by_istiod",
  "no_endpoint_health",
  "static_part",
  "not_in_dump",
  "draining",
  "made_by_traffic",
] as const;
export type OmissionReason = (typeof omissionReasons)[number];
export type Omission = {
  readonly section: DumpSection;
  readonly reason: OmissionReason;
  /** Resources that were therefore not compared. */
  readonly resources: number;
};

/** How many resources of a section are what. `equalBytes` have the same hash, `equalMeaning` only another spelling. */
export type SectionTally = {
  readonly section: DumpSection;
  readonly equalBytes: number;
  readonly equalMeaning: number;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
};

export type ConfigDiff = {
  readonly changes: readonly ConfigChange[];
  readonly sections: readonly SectionTally[];
  readonly omissions: readonly Omission[];
  /** Hash of the meaning of all that was compared; equal when nothing differs. */
  readonly meaningHash: { readonly left: string; readonly right: string };
};
