import type { BoardRow } from "@/lib/controlplane/board";
import type { ControlPlaneReplica } from "@/lib/controlplane/sync";
import { rootNamespace } from "@/lib/xds/mesh-objects";

/** What a person would type to see the same, and the logs of both ends. */
export function boardCommands(row: BoardRow, replicas: readonly ControlPlaneReplica[]): readonly string[] {
  const { namespace, pod, replica, connection } = row;
  const home =
    replicas.find(({ name }) => name === replica)?.namespace ??
    replicas.find((one) => one.namespace !== undefined)?.namespace ??
    rootNamespace;
  const system = home === rootNamespace ? "" : ` -i ${home}`;
  if (connection === "not_injected")
    return [
      `istioctl x check-inject -n ${namespace} ${pod}${system}`,
      `kubectl get pod -n ${namespace} ${pod} --show-labels`,
    ];
  if (row.type === "ztunnel")
    return [
      `istioctl ztunnel-config all ${pod}.${namespace}`,
      `kubectl logs -n ${namespace} ${pod} | grep -iE "xds|warn|error"`,
      ...(replica === undefined ? [] : [`kubectl logs -n ${home} ${replica} | grep "${pod}"`]),
    ];
  return [
    `istioctl proxy-status ${pod}.${namespace}${system}`,
    `kubectl logs -n ${namespace} ${pod} -c istio-proxy | grep -iE "rejected|xds|warning"`,
    ...(connection === "disconnected"
      ? [
          `kubectl exec -n ${namespace} ${pod} -c istio-proxy -- pilot-agent request GET "stats?filter=control_plane"`,
        ]
      : []),
    ...(replica === undefined ? [] : [`kubectl logs -n ${home} ${replica} | grep "${pod}"`]),
  ];
}
