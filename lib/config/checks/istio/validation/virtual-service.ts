import { isClaim } from "../jwt-claim-routes";
import { hostWithin, hostsOverlap } from "../host-names";
import { isIpAddress, subnetProblem, wildcardDomainProblem } from "./formats";
import { httpRoute, weighted } from "./http-route";
import { error, warning, type Problems } from "./problem";
import { exportTo, gatewayNames, labels, portNumber } from "./shared";
import {
  namespaceOf,
  numberFrom,
  record,
  records,
  specOf,
  texts,
  type Loose,
} from "@/lib/config/checks/loose";
import type { Manifest } from "@/lib/config/manifest";

/** Host names that istiod itself makes for gateways between networks. */
const isMade = (host: string): boolean => host.startsWith("outbound_");

function* delegate(spec: Loose): Problems {
  if (texts(spec["gateways"]).length > 0) yield error("spec.gateways", "a delegate must not have gateways");
  if (records(spec["tls"]).length > 0) yield error("spec.tls", "a delegate must not have TLS routes");
  if (records(spec["tcp"]).length > 0) yield error("spec.tcp", "a delegate must not have TCP routes");
}

function* claims(spec: Loose): Problems {
  for (const [index, route] of records(spec["http"]).entries()) {
    for (const match of records(route["match"])) {
      const names = [match["headers"], match["withoutHeaders"]].flatMap((map) => Object.keys(record(map)));
      for (const name of names.filter(isClaim)) {
        yield error(`spec.http[${index}].match`, `routes by ${name} work on gateways only`);
      }
    }
  }
}

function* hosts(names: readonly string[], isForMesh: boolean, isForGateway: boolean): Problems {
  let areValid = true;
  for (const [index, host] of names.entries()) {
    const path = `spec.hosts[${index}]`;
    const wrong =
      (isForGateway && isMade(host)) || isIpAddress(host) ? undefined : wildcardDomainProblem(host);
    const isAll = isForMesh && host === "*";
    if (wrong !== undefined) yield error(path, wrong);
    if (isAll) yield error(path, "the host * is not allowed for the mesh gateway");
    areValid &&= wrong === undefined && !isAll;
  }
  if (!areValid) return;
  for (const [index, host] of names.entries()) {
    for (const other of names.slice(index + 1)) {
      if (hostsOverlap(host, other))
        yield error(`spec.hosts[${index}]`, `the hosts ${host} and ${other} overlap`);
    }
  }
}

function* networkMatch(match: Loose, path: string): Problems {
  for (const subnet of texts(match["destinationSubnets"])) {
    const wrong = subnetProblem(subnet);
    if (wrong !== undefined) yield error(`${path}.destinationSubnets`, wrong);
  }
  if ((numberFrom(match["port"]) ?? 0) !== 0) yield* portNumber(match["port"], `${path}.port`);
  yield* labels(match["sourceLabels"], `${path}.sourceLabels`);
  yield* gatewayNames(match["gateways"], `${path}.gateways`);
}

function* sniHosts(match: Loose, path: string, names: readonly string[]): Problems {
  const wanted = texts(match["sniHosts"]);
  if (wanted.length === 0) yield error(path, "a TLS match needs sniHosts");
  for (const host of wanted) {
    const wrong = isMade(host) ? undefined : wildcardDomainProblem(host);
    if (wrong !== undefined && isIpAddress(host)) {
      yield warning(`${path}.sniHosts`, `the address ${host} cannot be asked for by SNI`);
    } else if (wrong !== undefined) yield error(`${path}.sniHosts`, wrong);
    else if (!names.some((name) => hostWithin(host, name))) {
      yield error(`${path}.sniHosts`, `the SNI host ${host} is none of the hosts ${names.join(", ")}`);
    }
  }
}

function* layerFour(spec: Loose, kind: "tcp" | "tls", names: readonly string[]): Problems {
  for (const [index, route] of records(spec[kind]).entries()) {
    const path = `spec.${kind}[${index}]`;
    const matches = records(route["match"]);
    if (kind === "tls" && matches.length === 0) yield error(path, "a TLS route needs a match");
    for (const [at, match] of matches.entries()) {
      if (kind === "tls") yield* sniHosts(match, `${path}.match[${at}]`, names);
      yield* networkMatch(match, `${path}.match[${at}]`);
    }
    if (records(route["route"]).length === 0) yield error(path, "destinations are required");
    yield* weighted(route["route"], `${path}.route`);
  }
}

/** What Istio's webhook would say of a VirtualService. */
export function* virtualServiceProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  const names = texts(spec["hosts"]);
  const gateways = texts(spec["gateways"]);
  const isForGateway = gateways.length > 0 && !gateways.includes("mesh");
  if (names.length === 0) yield* delegate(spec);
  yield* gatewayNames(gateways, "spec.gateways");
  if (!isForGateway) yield* claims(spec);
  yield* hosts(names, !isForGateway, isForGateway);
  if (["http", "tcp", "tls"].every((kind) => records(spec[kind]).length === 0)) {
    yield error("spec", "one of http, tcp and tls is required");
  }
  for (const [index, route] of records(spec["http"]).entries()) {
    yield* httpRoute(route, `spec.http[${index}]`, names.length === 0);
  }
  yield* layerFour(spec, "tls", names);
  yield* layerFour(spec, "tcp", names);
  yield* exportTo(spec, namespaceOf(manifest));
}
