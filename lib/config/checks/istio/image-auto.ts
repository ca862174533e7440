import { podTemplate } from "./in-mesh";
import { findInCluster, labelSelectorMatches } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, namespaceOf, records, specOf, text, type Loose } from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";

const leavesImageOpen = (podSpec: Loose): boolean =>
  records(podSpec["containers"]).some(({ name, image }) => name === "istio-proxy" && image === "auto");

const istioHooks = (webhooks: readonly Manifest[]): readonly Loose[] =>
  webhooks.flatMap((configuration) =>
    records(configuration["webhooks"]).filter(({ name }) => text(name).endsWith("istio.io")),
  );

/** IST0146, IST0147: `image: auto` where nobody replaces it, so that the pod cannot start. */
export const imageAuto = listRule({
  codes: ["IST0146", "IST0147"],
  reads: [kindKeys.namespace, kindKeys.pod, kindKeys.deployment, kindKeys.mutatingWebhook],
  check: ([namespaces, pods, deployments, webhooks]) => {
    const hooks = istioHooks(webhooks);
    const isInjected = (deployment: Manifest): boolean => {
      const namespace = findInCluster(namespaces, namespaceOf(deployment) || "default");
      const { labels } = podTemplate(deployment);
      return hooks.some(
        ({ namespaceSelector, objectSelector }) =>
          labelSelectorMatches(namespaceSelector, namespace === undefined ? {} : labelsOf(namespace)) &&
          labelSelectorMatches(objectSelector, labels),
      );
    };
    return [
      ...pods
        .filter((pod) => leavesImageOpen(specOf(pod)))
        .map((pod) =>
          findingOn(pod, {
            code: "IST0147",
            severity: "error",
            path: "spec.containers",
            message: "The proxy's image is still auto: no webhook replaced it and the pod cannot start",
            params: { name: pod.metadata.name },
          }),
        ),
      ...deployments
        .filter((deployment) => leavesImageOpen(podTemplate(deployment).spec) && !isInjected(deployment))
        .map((deployment) =>
          findingOn(deployment, {
            code: "IST0146",
            severity: "warning",
            path: "spec.template.spec.containers",
            message: "The proxy's image is auto, but no webhook of Istio takes these pods",
            params: { name: deployment.metadata.name },
          }),
        ),
    ];
  },
});
