import type { RenderedObject } from "@/lib/changes/change-set";
import type { ObjectRef } from "@/lib/mesh/object-ref";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** The family of objects that an intent is written with: Istio's own, or Gateway API's. */
export type IntentApi = "istio" | "gateway";

/** What an intent is about: a service for routing; a namespace (name "") or workload for security. */
export type IntentTarget = { readonly namespace: string; readonly name: string };

/** Which kinds the cluster serves. */
export type ServedKinds = (group: string, kind: string) => boolean;

/** An intent read back from live objects, or why what is there is none. The UI has a text for each reason. */
export type CurrentIntent<I> =
  | { readonly ok: true; readonly intent: I; readonly object?: ObjectRef }
  | { readonly ok: false; readonly reason: string; readonly object?: ObjectRef };

/** One thing of this kind that stands on the target: the header route "jason", the policy "deny-get". */
export type IntentInstance<I> = {
  /** Stable while others come and go; what the wizard keeps in the URL. */
  readonly key: string;
  readonly label: string;
  readonly current: CurrentIntent<I>;
};

/** Whether an API can hold intents of this kind for the target, known before the first step. */
export type ApiFit = {
  readonly api: IntentApi;
  readonly fits: boolean;
  /** Code of what stands in the way (`not_served`, `http_route_present`, …); the UI has a text and a way out for each. */
  readonly obstacle?: string;
  /** Parts of the intent that this API has no field for, by the intent's field names: `retries.perTryTimeoutMs`. */
  readonly inexpressible: readonly string[];
};

/**
 * One kind of change in both directions. Pure. `instances` of what `toManifests` wrote has an instance whose intent is
 * equal to what was written; objects and fields that the intent does not speak of stay as they are.
 */
export type IntentModule<I> = {
  readonly fits: (objects: MeshObjects, target: IntentTarget, served: ServedKinds) => readonly ApiFit[];
  /** What stands on the target now; unrecognised ones come with their reason. */
  readonly instances: (objects: MeshObjects, target: IntentTarget) => readonly IntentInstance<I>[];
  /** Where the form starts when there is nothing yet. */
  readonly start: (objects: MeshObjects, target: IntentTarget, api: IntentApi) => I;
  /**
   * Objects to write, in the order in which they must be written; those that need no change are left out. Throws
   * `IntentError` with the field when the objects can't hold it.
   */
  readonly toManifests: (intent: I, objects: MeshObjects) => readonly RenderedObject[];
  /** Takes this intent out again, leaving the rest; an object that would hold nothing any more is deleted. */
  readonly remove: (intent: I, objects: MeshObjects) => readonly RenderedObject[];
  /** Objects that the result depends on, beside those that are written. */
  readonly refs: (intent: I, objects: MeshObjects) => readonly ObjectRef[];
  readonly target: (intent: I) => IntentTarget;
  /** English, one line, for the audit trail: `Mirror 10 % of shop/cart to v2`. */
  readonly title: (intent: I) => string;
};

/** The objects that are there can't hold the intent. `field` is the intent's, `reason` a code with a text in the UI. */
export class IntentError extends Error {
  override readonly name = "IntentError";
  readonly field: string;
  readonly reason: string;
  constructor(message: string, at: { readonly field: string; readonly reason: string }) {
    super(message);
    this.field = at.field;
    this.reason = at.reason;
  }
}
