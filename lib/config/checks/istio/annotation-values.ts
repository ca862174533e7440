import { parse } from "yaml";
import { isRecord } from "@/lib/config/clean-manifest";

/** Says what is wrong with a value; undefined when nothing is. */
type Judge = (value: string) => string | undefined;

const isPort = (value: string) => /^\d{1,5}$/.test(value.trim()) && Number(value) <= 65_535;

const portList: Judge = (value) => {
  if (value.trim() === "") return undefined;
  const wrong = value.split(",").find((port) => !isPort(port));
  return wrong === undefined ? undefined : `"${wrong}" is no port`;
};

const portListOrAll: Judge = (value) => (value === "*" ? undefined : portList(value));

function isAddressBlock(value: string): boolean {
  const [address = "", bits, more] = value.split("/");
  if (bits === undefined || more !== undefined || !/^\d{1,3}$/.test(bits)) return false;
  const isV4 =
    /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && address.split(".").every((part) => Number(part) <= 255);
  if (isV4) return Number(bits) <= 32;
  return address.includes(":") && /^[\da-f:.]+$/i.test(address) && Number(bits) <= 128;
}

const blockList: Judge = (value) => {
  if (value === "") return undefined;
  const wrong = value.split(",").find((block) => !isAddressBlock(block));
  return wrong === undefined ? undefined : `"${wrong}" is no address block`;
};

const blockListOrAll: Judge = (value) => (value === "*" ? undefined : blockList(value));

const wholeNumber: Judge = (value) =>
  /^\d+$/.test(value) && Number(value) < 2 ** 32 ? undefined : "it is no whole number";

const truth: Judge = (value) =>
  ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].includes(value)
    ? undefined
    : "it is neither true nor false";

const quantity: Judge = (value) =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[EPTGMk]i?|Ki|[num])?$/.test(value)
    ? undefined
    : "it is no quantity such as 100m or 128Mi";

const interception: Judge = (value) =>
  ["REDIRECT", "TPROXY", "NONE"].includes(value) ? undefined : "use REDIRECT, TPROXY or NONE";

const port: Judge = (value) => (isPort(value) ? undefined : `"${value}" is no port`);

const interfaces: Judge = (value) => {
  const wrong = value.split(",").find((name) => !/^[\w.:@-]{1,15}$/.test(name.trim()));
  return value === "" || wrong === undefined ? undefined : `"${wrong}" is no network interface`;
};

const proxyConfig: Judge = (value) => {
  try {
    const parsed: unknown = parse(value, { logLevel: "silent" });
    return parsed === null || isRecord(parsed) ? undefined : "it is no YAML object";
  } catch {
    return "it is no YAML";
  }
};

const judges: Readonly<Record<string, Judge>> = {
  "sidecar.istio.io/interceptionMode": interception,
  "status.sidecar.istio.io/port": port,
  "readiness.status.sidecar.istio.io/initialDelaySeconds": wholeNumber,
  "readiness.status.sidecar.istio.io/periodSeconds": wholeNumber,
  "readiness.status.sidecar.istio.io/failureThreshold": wholeNumber,
  "traffic.sidecar.istio.io/includeOutboundIPRanges": blockListOrAll,
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": blockList,
  "traffic.sidecar.istio.io/includeInboundPorts": portListOrAll,
  "traffic.sidecar.istio.io/excludeInboundPorts": portList,
  "traffic.sidecar.istio.io/excludeOutboundPorts": portList,
  "traffic.sidecar.istio.io/excludeInterfaces": interfaces,
  "traffic.sidecar.istio.io/kubevirtInterfaces": interfaces,
  "istio.io/reroute-virtual-interfaces": interfaces,
  "prometheus.istio.io/merge-metrics": truth,
  "proxy.istio.io/config": proxyConfig,
  "sidecar.istio.io/proxyCPU": quantity,
  "sidecar.istio.io/proxyMemory": quantity,
  "sidecar.istio.io/proxyCPULimit": quantity,
  "sidecar.istio.io/proxyMemoryLimit": quantity,
};

/** What is wrong with the annotation's value; undefined when nothing is or nothing is known of its form. */
export function annotationProblem(name: string, value: string): string | undefined {
  return judges[name]?.(value);
}
