import { isControlPlanePart, podTemplate } from "./in-mesh";
import { onePerController } from "./one-per-controller";
import { objectRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { record, records, specOf, text, type Loose } from "@/lib/config/checks/loose";

const proxyUid = 1337;
const ownContainers = ["istio-proxy", "istio-operator"];

const isProxyUser = (holder: Loose): boolean => record(holder["securityContext"])["runAsUser"] === proxyUid;

/** IST0144: an application runs as the proxy's user, whose traffic is never captured. */
export const applicationUid = objectRule({
  codes: ["IST0144"],
  reads: [kindKeys.pod, kindKeys.deployment],
  among: onePerController,
  check: (manifest) => {
    if (isControlPlanePart(manifest)) return [];
    const spec = manifest.kind === "Pod" ? specOf(manifest) : podTemplate(manifest).spec;
    const prefix = manifest.kind === "Pod" ? "spec" : "spec.template.spec";
    const at = records(spec["containers"]).findIndex(
      (container) => !ownContainers.includes(text(container["name"])) && isProxyUser(container),
    );
    if (!isProxyUser(spec) && at < 0) return [];
    const holder = isProxyUser(spec) ? prefix : `${prefix}.containers[${at}]`;
    return [
      findingOn(manifest, {
        code: "IST0144",
        severity: "warning",
        path: `${holder}.securityContext.runAsUser`,
        message: `It runs as user ${proxyUid}, which is the proxy's: its traffic bypasses the mesh`,
        params: { uid: `${proxyUid}` },
      }),
    ];
  },
});
