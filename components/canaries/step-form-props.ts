import type { CanaryDraft, CanaryOptions } from "./canary-draft";
import type { FieldIssue } from "@/components/routing/wizard/intent-form-props";

/** What every step of the wizard works with: the whole plan as typed, and gives back a whole next one. */
export type StepFormProps = {
  readonly draft: CanaryDraft;
  readonly onDraft: (next: CanaryDraft) => void;
  readonly options: CanaryOptions;
  /** Those of this step, in the reader's language; none before somebody asked to go on. */
  readonly issues: readonly FieldIssue[];
};
