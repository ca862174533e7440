import type { ObjectRef } from "@/lib/mesh/object-ref";

/** What a rule says of an object. Codes are Istio's (IST…) where the rule is Istio's, else ours (HD…). */
export type Finding = {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly object: ObjectRef;
  /** Field path, `spec.http[0].route[1].weight`; "" for the whole object. */
  readonly path: string;
  /** English; the UI has a translated text per code with `params` filled in. */
  readonly message: string;
  readonly params: Readonly<Record<string, string>>;
  /** What the rule looked at, beyond the object itself: other objects, numbers, paths of calls. */
  readonly evidence?: readonly FindingEvidence[];
  /** True when the rule can write the repair; it is computed when asked for and goes through plan. */
  readonly isFixable?: true;
};

/** One thing that supports a finding: another object, or a measured fact in words with its unit. */
export type FindingEvidence =
  | { readonly kind: "object"; readonly object: ObjectRef; readonly path?: string }
  | { readonly kind: "fact"; readonly label: string; readonly value: string };
