import type { Manifest } from "@/lib/config/manifest";
import { injectionOf, injectorsOf, type Injection } from "@/lib/controlplane/injection";
import { refusalOf, type Gathering } from "@/server/operations/gathering";
import type { ClusterSources } from "@/server/ports";

const group = "admissionregistration.k8s.io";

/** The webhooks of the cluster; undefined where they may not be read, which is no fault. */
export async function readWebhooks(
  { kubernetes }: Pick<ClusterSources, "kubernetes">,
  gathering: Gathering,
): Promise<readonly Manifest[] | undefined> {
  const read = kubernetes.list(group, "MutatingWebhookConfiguration", { purpose: "who injects sidecars" });
  const isRefused = await read.then(
    (answer) => refusalOf(answer) !== undefined,
    () => true,
  );
  return isRefused ? undefined : gathering.take("injecting webhooks", read);
}

/** Which of the pods have no sidecar, or another one, than they would get now; undefined without namespaces. */
export async function readInjection(
  sources: Pick<ClusterSources, "kubernetes">,
  pods: readonly Manifest[],
  gathering: Gathering,
): Promise<Injection | undefined> {
  const [namespaces, webhooks] = await Promise.all([
    gathering.takeObjects(
      "namespaces",
      sources.kubernetes.list("", "Namespace", { purpose: "namespaces that ask for sidecars" }),
    ),
    readWebhooks(sources, gathering),
  ]);
  if (namespaces === undefined) return undefined;
  return injectionOf(pods, namespaces, webhooks === undefined ? undefined : injectorsOf(webhooks));
}
