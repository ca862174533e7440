import type { BoardRow } from "@/lib/controlplane/board";
import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import { rootNamespace } from "@/lib/xds/mesh-objects";
import { shell } from "@/lib/shell-command";

/** What a person would type to see the same, and the logs of both ends. */
export function boardCommands(row: BoardRow, replicas: readonly ControlPlaneReplica[]): readonly string[] {
  const { namespace, pod, replica, connection } = row;
  const home =
    replicas.find(({ name }) => name === replica)?.namespace ??
    replicas.find((one) => one.namespace !== undefined)?.namespace ??
    rootNamespace;
  const system = home === rootNamespace ? "" : shell` -i ${home}`;
  if (connection === "not_injected")
    return [
      shell`istioctl x check-inject -n ${namespace} ${pod}` + system,
      shell`kubectl get pod -n ${namespace} ${pod} --show-labels`,
    ];
  if (row.type === "ztunnel")
    return [
      shell`istioctl ztunnel-config all ${pod}.${namespace}`,
      shell`kubectl logs -n ${namespace} ${pod} | grep -iE "xds|warn|error"`,
      ...(replica === undefined ? [] : [shell`kubectl logs -n ${home} ${replica} | grep -F ${pod}`]),
    ];
  return [
    shell`istioctl proxy-status ${pod}.${namespace}` + system,
    shell`kubectl logs -n ${namespace} ${pod} -c istio-proxy | grep -iE "rejected|xds|warning"`,
    ...(connection === "disconnected"
      ? [
          shell`kubectl exec -n ${namespace} ${pod} -c istio-proxy -- pilot-agent request GET "stats?filter=control_plane"`,
        ]
      : []),
    ...(replica === undefined ? [] : [shell`kubectl logs -n ${home} ${replica} | grep -F ${pod}`]),
  ];
}
