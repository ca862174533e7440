/** A person's yes to a plan. */
export type Approval = { readonly actor: string; readonly comment: string; readonly atMs: number };

/** What stands between a stored plan and its application now, beyond what the plan itself says. */
export type PlanGate = {
  /** Why the reader may not write at all. */
  readonly readOnlyReason?: string;
  /** Who said yes; absent where no second person is demanded. */
  readonly approval?: {
    readonly approvals: readonly Approval[];
    /** Somebody else than the person who made the plan said yes. */
    readonly isGiven: boolean;
    /** The reader may say yes: somebody who is signed in and did not make the plan. */
    readonly mayApprove: boolean;
  };
  /** The freeze that holds now; `endMs` is absent for one without an end. */
  readonly freeze?: { readonly name: string; readonly allowOverride: boolean; readonly endMs?: number };
};

/** The approvals that count: those of other people than the plan's author. */
export function countingApprovals(author: string, approvals: readonly Approval[]): readonly Approval[] {
  return approvals.filter(({ actor }) => actor !== author);
}
