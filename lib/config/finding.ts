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
};
