import { isHttp, isTls, protocolFrom } from "../protocols";
import {
  domainProblem,
  isIpAddress,
  partialWildcardProblem,
  portNameProblem,
  subnetProblem,
  wildcardDomainProblem,
} from "./formats";
import { error, warning, type Problems } from "./problem";
import { exportTo, labels, portNumber, selector } from "./shared";
import { workloadProblems } from "./workloads";
import {
  labelsOf,
  namespaceOf,
  numberFrom,
  record,
  records,
  specOf,
  text,
  texts,
  type Loose,
} from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

function* hosts(names: readonly string[], resolution: string): Problems {
  if (names.length === 0) yield error("spec.hosts", "a ServiceEntry needs a host");
  for (const [index, host] of names.entries()) {
    const path = `spec.hosts[${index}]`;
    const wrong = host === "*" ? "the host * is not allowed" : wildcardDomainProblem(host);
    if (wrong !== undefined) yield error(path, wrong);
    const partial = host === "*" || resolution === "DYNAMIC_DNS" ? undefined : partialWildcardProblem(host);
    if (partial !== undefined) yield warning(path, partial);
  }
}

function* ports(entries: readonly Loose[]): Problems {
  const names = new Set<string>();
  const numbers = new Set<number>();
  for (const [index, port] of entries.entries()) {
    const path = `spec.ports[${index}]`;
    const name = text(port["name"]);
    const number = numberFrom(port["number"]) ?? 0;
    if (names.has(name)) yield error(path, `the port name ${name} is used twice`);
    if (numbers.has(number)) yield error(path, `the port ${number} is used twice`);
    names.add(name);
    numbers.add(number);
    const wrong = portNameProblem(name);
    if (wrong !== undefined) yield error(`${path}.name`, wrong);
    const protocol = text(port["protocol"]);
    if (protocol !== "" && protocolFrom(protocol) === undefined) {
      yield error(`${path}.protocol`, `the protocol "${protocol}" is unknown`);
    }
    yield* portNumber(number, `${path}.number`);
    if ((numberFrom(port["targetPort"]) ?? 0) !== 0)
      yield* portNumber(port["targetPort"], `${path}.targetPort`);
  }
}

function* named(endpoint: Loose, path: string, portNames: ReadonlySet<string>): Problems {
  const address = text(endpoint["address"]);
  if (!isIpAddress(address) && domainProblem(address) !== undefined) {
    yield error(`${path}.address`, `"${address}" is neither a domain name nor an IP address`);
  }
  yield* labels(endpoint["labels"], `${path}.labels`);
  for (const [name, port] of Object.entries(record(endpoint["ports"]))) {
    if (!portNames.has(name)) yield error(`${path}.ports`, `the port ${name} is none of this ServiceEntry`);
    yield* portNumber(port, `${path}.ports.${name}`);
  }
}

function* dynamic(manifest: Manifest, names: readonly string[]): Problems {
  const spec = specOf(manifest);
  for (const host of names) {
    if (!host.startsWith("*"))
      yield error("spec.hosts", "resolution DYNAMIC_DNS takes hosts with a wildcard only");
  }
  for (const field of ["addresses", "endpoints"]) {
    if (Array.isArray(spec[field]) && spec[field].length > 0) {
      yield error(`spec.${field}`, `resolution DYNAMIC_DNS takes no ${field}`);
    }
  }
  for (const { protocol } of records(spec["ports"])) {
    if (!["http", "tls", "grpc", "http2"].includes(text(protocol).toLowerCase())) {
      yield error("spec.ports", "resolution DYNAMIC_DNS is for HTTP, HTTP2, gRPC and TLS only");
    }
  }
  const waypoint = labelsOf(manifest)["istio.io/use-waypoint"] ?? "none";
  if (spec["location"] === "MESH_INTERNAL" && waypoint.toLowerCase() !== "none") {
    yield error("spec.location", "resolution DYNAMIC_DNS with a waypoint is for hosts outside the mesh only");
  }
}

function* resolved(manifest: Manifest, resolution: string, names: readonly string[]): Problems {
  const spec = specOf(manifest);
  const endpoints = records(spec["endpoints"]);
  const portNames = new Set(records(spec["ports"]).map(({ name }) => text(name)));
  switch (resolution) {
    case "NONE":
      if (endpoints.length > 0) yield error("spec.endpoints", "resolution NONE takes no endpoints");
      if (isRecord(spec["workloadSelector"]))
        yield warning("spec.workloadSelector", "resolution NONE takes no workloadSelector");
      return;
    case "STATIC":
      for (const [index, endpoint] of endpoints.entries()) {
        yield* workloadProblems(endpoint, `spec.endpoints[${index}]`, { portNames, mayBeName: false });
      }
      return;
    case "DNS":
    case "DNS_ROUND_ROBIN": {
      const wrong =
        endpoints.length === 0 ? names.map(domainProblem).find((one) => one !== undefined) : undefined;
      if (wrong !== undefined)
        yield error("spec.hosts", `resolution ${resolution} without endpoints needs full names: ${wrong}`);
      if (resolution === "DNS_ROUND_ROBIN" && endpoints.length > 1) {
        yield error("spec.endpoints", "resolution DNS_ROUND_ROBIN takes one endpoint at most");
      }
      for (const [index, endpoint] of endpoints.entries())
        yield* named(endpoint, `spec.endpoints[${index}]`, portNames);
      return;
    }
    case "DYNAMIC_DNS":
      yield* dynamic(manifest, names);
      return;
    default:
      yield error("spec.resolution", `the resolution "${resolution}" is unknown`);
  }
}

/** What Istio's webhook would say of a ServiceEntry. */
export function* serviceEntryProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  const names = texts(spec["hosts"]);
  const resolution = text(spec["resolution"]) || "NONE";
  yield* selector(spec["workloadSelector"], "labels", "spec.workloadSelector");
  if (isRecord(spec["workloadSelector"]) && Array.isArray(spec["endpoints"])) {
    yield error("spec", "only one of workloadSelector and endpoints may be set");
  }
  yield* hosts(names, resolution);
  const addresses = texts(spec["addresses"]);
  for (const [index, address] of addresses.entries()) {
    const wrong = subnetProblem(address);
    if (wrong !== undefined) yield error(`spec.addresses[${index}]`, wrong);
  }
  if (addresses.some((address) => address.includes("/")) && !["NONE", "STATIC"].includes(resolution)) {
    yield error("spec.addresses", "blocks of addresses need resolution NONE or STATIC");
  }
  const entries = records(spec["ports"]);
  yield* ports(entries);
  yield* resolved(manifest, resolution, names);
  const plain = entries
    .map(({ protocol }) => protocolFrom(text(protocol)))
    .some((protocol) => !isHttp(protocol) && !isTls(protocol));
  if (resolution !== "NONE" && names.length > 1 && plain) {
    yield error("spec.hosts", "several hosts need ports of HTTP or TLS, by which they can be told apart");
  }
  yield* exportTo(spec, namespaceOf(manifest), { isServiceEntry: true });
}
