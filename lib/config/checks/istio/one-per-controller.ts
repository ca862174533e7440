import { memoByIdentity } from "@/lib/config/checks/memo";
import type { Manifest } from "@/lib/config/manifest";

/** The objects, of those that one controller made alike only the first: what is wrong with its template is said once. */
export const onePerController = memoByIdentity((manifests: readonly Manifest[]): readonly Manifest[] => {
  const seen = new Set<string>();
  return manifests.filter(({ metadata }) => {
    const uid = metadata.ownerReferences?.find(({ controller }) => controller === true)?.uid;
    if (uid === undefined) return true;
    const isFirst = !seen.has(uid);
    seen.add(uid);
    return isFirst;
  });
});
