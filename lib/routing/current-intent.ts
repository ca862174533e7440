import { IntentError, type CurrentIntent } from "@/lib/changes/intent-module";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";

/** What `read` finds in an object, or the reason that it gives up with. */
export function currentIntent<I>(object: Manifest | undefined, read: () => I): CurrentIntent<I> {
  const at = object === undefined ? {} : { object: refFromManifest(object) };
  try {
    return { ok: true, intent: read(), ...at };
  } catch (error) {
    if (error instanceof IntentError) return { ok: false, reason: error.reason, ...at };
    throw error;
  }
}
