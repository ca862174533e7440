import { rootNamespace } from "@/lib/xds/mesh-objects";
import type { Cause } from "../change";
import type { CauseContext } from "./context";
import { serviceOfCluster } from "./service";
import { causeWritten } from "./written";

/**
 * Whether callers speak mTLS to a service follows the PeerAuthentication of the service's side, in whichever namespace
 * that is: its endpoints lose their label, its cluster the choice between two transports. Undefined when none there was
 * written between the two reads. Source: istiod's mtlsChecker.
 */
export function peerCause(context: CauseContext, place?: string): Cause | undefined {
  const namespace = place ?? serviceOfCluster(context, context.resource)?.namespace ?? "";
  return causeWritten("security.istio.io/PeerAuthentication", context.facts, ({ metadata }) =>
    [namespace, rootNamespace].includes(metadata.namespace ?? ""),
  );
}
