import { domainProblem, isIpAddress, portNameProblem, unixAddressProblem } from "./formats";
import { error, warning, type Problems } from "./problem";
import { labels, portNumber, selector } from "./shared";
import { numberFrom, record, records, specOf, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

/** One workload outside of Kubernetes: a WorkloadEntry, or an endpoint of a ServiceEntry with the names of its ports. */
export function* workloadProblems(
  entry: Loose,
  path: string,
  limits: { readonly portNames?: ReadonlySet<string>; readonly mayBeName: boolean },
): Problems {
  const address = text(entry["address"]);
  const ports = Object.entries(record(entry["ports"]));
  if (address === "" && text(entry["network"]) === "") {
    yield error(`${path}.address`, "an address is required");
    return;
  }
  if (address === "") yield warning(`${path}.address`, "the address is left to the gateway of the network");
  if (address.startsWith("unix://")) {
    const wrong = unixAddressProblem(address);
    if (wrong !== undefined) yield error(`${path}.address`, wrong);
    if (ports.length > 0) yield error(`${path}.ports`, "a Unix socket has no ports");
  } else if (address !== "" && !isIpAddress(address)) {
    if (!limits.mayBeName) yield error(`${path}.address`, `"${address}" is no IP address`);
    else if (domainProblem(address) !== undefined) {
      yield error(`${path}.address`, `"${address}" is neither a domain name nor an IP address`);
    }
  }
  for (const [name, port] of ports) {
    if (limits.portNames?.has(name) === false) {
      yield error(`${path}.ports`, `the port ${name} is none of this ServiceEntry`);
    }
    const wrong = portNameProblem(name);
    if (wrong !== undefined) yield error(`${path}.ports`, wrong);
    yield* portNumber(port, `${path}.ports.${name}`);
  }
  yield* labels(entry["labels"], `${path}.labels`);
}

/** What Istio's webhook would say of a WorkloadEntry. */
export function* workloadEntryProblems(manifest: Manifest): Problems {
  yield* workloadProblems(specOf(manifest), "spec", { mayBeName: true });
}

const thresholds = [
  "periodSeconds",
  "initialDelaySeconds",
  "timeoutSeconds",
  "successThreshold",
  "failureThreshold",
];

function* probe(value: Loose, path: string): Problems {
  for (const field of thresholds) {
    if ((numberFrom(value[field]) ?? 0) < 0) yield error(`${path}.${field}`, `${field} must not be negative`);
  }
  const { httpGet, tcpSocket, exec, grpc } = value;
  if (isRecord(httpGet)) {
    yield* portNumber(httpGet["port"], `${path}.httpGet.port`);
    if (!["", "HTTP", "HTTPS"].includes(text(httpGet["scheme"]))) {
      yield error(`${path}.httpGet.scheme`, "the scheme must be HTTP or HTTPS");
    }
    for (const { name } of records(httpGet["httpHeaders"])) {
      if (!/^[-A-Za-z0-9]+$/.test(text(name)))
        yield error(`${path}.httpGet.httpHeaders`, `"${text(name)}" is no name of a header`);
    }
  } else if (isRecord(tcpSocket)) yield* portNumber(tcpSocket["port"], `${path}.tcpSocket.port`);
  else if (isRecord(exec)) {
    if (texts(exec["command"]).length === 0) yield error(`${path}.exec.command`, "a command is required");
  } else if (!isRecord(grpc)) yield error(path, "a probe needs a way to ask");
}

/** What Istio's webhook would say of a WorkloadGroup. */
export function* workloadGroupProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  if (!isRecord(spec["template"])) yield error("spec.template", "a template is required");
  yield* labels(record(spec["metadata"])["labels"], "spec.metadata.labels");
  if (isRecord(spec["probe"])) yield* probe(spec["probe"], "spec.probe");
}

/** What Istio's webhook would say of a ProxyConfig. */
export function* proxyConfigProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  yield* selector(spec["selector"], "matchLabels", "spec.selector");
  if ((numberFrom(spec["concurrency"]) ?? 0) < 0)
    yield error("spec.concurrency", "concurrency must not be negative");
}
