import type { BoardRow } from "@/lib/controlplane/board";

/** What a person would type to see the same, and the logs of both ends. */
export function boardCommands({ namespace, pod, replica }: BoardRow): readonly string[] {
  return [
    `istioctl proxy-status ${pod}.${namespace}`,
    `kubectl logs -n ${namespace} ${pod} -c istio-proxy | grep -iE "rejected|xds|warning"`,
    ...(replica === undefined ? [] : [`kubectl logs -n istio-system ${replica} | grep "${pod}"`]),
  ];
}
