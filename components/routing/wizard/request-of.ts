import type { IntentKind, IntentOf, IntentRequest } from "@/lib/changes/intent-schemas";

/** The request that makes `intent` true, or takes it out. The union can't see that kind and intent belong together. */
export function requestOf<K extends IntentKind>(kind: K, intent: IntentOf<K>, remove = false): IntentRequest {
  return { kind, intent, ...(remove ? { remove } : {}) } as unknown as IntentRequest;
}
