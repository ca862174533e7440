import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import { textOfRequest } from "@/lib/proxies/explain-flow/request-text";
import { shellWord } from "@/lib/shell-command";

/**
 * The request as a curl command, to be run in the source pod when `pod` is given. It runs in the pod's default container:
 * what the proxy's own container sends is not caught.
 */
export function curlOfRequest(
  request: FlowRequest,
  pod?: { readonly namespace: string; readonly pod: string },
): string {
  const { scheme, host, port, method, ip, authority, headers } = request;
  const name = host === "" ? (ip ?? "") : host;
  const isTcp = scheme === "tcp";
  const url = isTcp
    ? textOfRequest({ ...request, host: name, path: "/" }).replace("tcp://", "telnet://")
    : textOfRequest({ ...request, host: name });
  const sent = [...(authority === undefined ? [] : [{ name: "Host", value: authority }]), ...headers];
  const words = [
    ...(pod === undefined ? [] : ["kubectl", "exec", "-n", pod.namespace, pod.pod, "--"]),
    "curl",
    "-sS",
    "-i",
    ...(isTcp ? [] : ["--path-as-is"]),
    ...(method === "GET" || isTcp ? [] : method === "HEAD" ? ["-I"] : ["-X", method]),
    ...(ip === undefined || ip === name ? [] : ["--resolve", `${host}:${port}:${bracketed(ip)}`]),
    ...(isTcp ? [] : sent.flatMap((each) => ["-H", headerWord(each)])),
    url,
  ];
  return words.map(shellWord).join(" ");
}

const bracketed = (ip: string) => (ip.includes(":") ? `[${ip}]` : ip);

/** curl takes a header without a value for one to leave out, unless it ends with a semicolon. */
function headerWord({ name, value }: { readonly name: string; readonly value: string }): string {
  return value === "" ? `${name};` : `${name}: ${value}`;
}
