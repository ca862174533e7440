import { isHttp, isTls, protocolFrom } from "../protocols";
import { connectionPool } from "./connection-pool";
import { addressProblem, domainProblem, portNameProblem, portProblem, unixAddressProblem } from "./formats";
import { scopedHost } from "./gateway";
import { error, warning, type Problems } from "./problem";
import { serverTls } from "./server-tls";
import { destination, portNumber, selector } from "./shared";
import {
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

function* listenerPort(port: Loose, path: string): Problems {
  const name = text(port["name"]);
  const wrong = name === "" ? undefined : portNameProblem(name);
  if (wrong !== undefined) yield error(`${path}.name`, wrong);
  const protocol = text(port["protocol"]);
  if (protocol !== "" && protocolFrom(protocol) === undefined) {
    yield error(`${path}.protocol`, `the protocol "${protocol}" is unknown`);
  }
  if ((numberFrom(port["targetPort"]) ?? 0) > 0)
    yield error(`${path}.targetPort`, "targetPort has no effect on Sidecars");
}

function* bindAddress(listener: Loose, path: string): Problems {
  const bind = text(listener["bind"]);
  const judge = bind.startsWith("unix://") ? unixAddressProblem : addressProblem;
  const wrong = bind === "" ? undefined : judge(bind);
  if (wrong !== undefined) yield error(`${path}.bind`, wrong);
}

const localAddresses = ["", "127.0.0.1", "0.0.0.0", "[::1]", "[::]"];

function* defaultEndpoint(value: string, path: string): Problems {
  if (value === "") return;
  if (value.startsWith("unix://")) {
    const wrong = unixAddressProblem(value);
    if (wrong !== undefined) yield error(path, wrong);
    return;
  }
  const colon = value.lastIndexOf(":");
  const port = value.slice(colon + 1);
  if (colon < 0 || !localAddresses.includes(value.slice(0, colon))) {
    yield error(path, `the endpoint "${value}" must be a port of this host, such as 127.0.0.1:8080`);
  } else if (!/^\d+$/.test(port) || portProblem(Number(port)) !== undefined) {
    yield error(path, `the endpoint "${value}" has no valid port`);
  }
}

function* ingressTls(listener: Loose, path: string): Problems {
  const { tls } = listener;
  if (!isRecord(tls)) return;
  if (texts(tls["subjectAltNames"]).length > 0)
    yield error(path, "subjectAltNames is not supported in a Sidecar");
  if (tls["httpsRedirect"] === true) yield error(path, "httpsRedirect is not supported in a Sidecar");
  if (text(tls["credentialName"]) !== "") yield error(path, "credentialName is not supported in a Sidecar");
  const mode = text(tls["mode"]);
  if (["ISTIO_MUTUAL", "AUTO_PASSTHROUGH"].includes(mode))
    yield error(path, `the mode ${mode} is not supported in a Sidecar`);
  if (!isTls(protocolFrom(text(record(listener["port"])["protocol"])))) {
    yield error(path, "tls needs a port of HTTPS or TLS");
  }
  yield* serverTls(tls, path);
}

function* ingress(listeners: readonly Loose[]): Problems {
  const numbers = new Set<number>();
  for (const [index, listener] of listeners.entries()) {
    const path = `spec.ingress[${index}]`;
    const { port } = listener;
    if (!isRecord(port)) {
      yield error(path, "a listener needs a port");
      continue;
    }
    yield* listenerPort(port, `${path}.port`);
    yield* portNumber(port["number"], `${path}.port.number`);
    yield* bindAddress(listener, path);
    const number = numberFrom(port["number"]) ?? 0;
    if (numbers.has(number)) yield error(path, `the port ${number} is used twice`);
    numbers.add(number);
    yield* defaultEndpoint(text(listener["defaultEndpoint"]), `${path}.defaultEndpoint`);
    yield* ingressTls(listener, `${path}.tls`);
    yield* connectionPool(listener["connectionPool"], `${path}.connectionPool`);
    const isPlain = !isHttp(protocolFrom(text(port["protocol"])));
    if (isPlain && isRecord(record(listener["connectionPool"])["http"])) {
      yield warning(
        `${path}.connectionPool.http`,
        `the port ${number} is not HTTP: only limits of TCP apply`,
      );
    }
  }
}

function* egressHosts(listener: Loose, path: string, namespace: string): Problems {
  const hosts = texts(listener["hosts"]);
  if (hosts.length === 0) yield error(path, "a listener needs a host");
  const seen = new Map<string, Set<string>>();
  for (const host of hosts) {
    yield* scopedHost(host, `${path}.hosts`, "sidecar");
    const [first = "", ...rest] = host.split("/");
    if (rest.length === 0 || first.startsWith("~")) continue;
    const scope = first === "." ? namespace : first;
    const names = seen.get(scope) ?? new Set();
    seen.set(scope, names);
    const name = rest.join("/");
    if (name === "*" ? names.size > 0 : names.has(name) || names.has("*")) {
      yield warning(`${path}.hosts`, `the host ${host} is covered by another one`);
    }
    names.add(name);
  }
  if (seen.get("*")?.has("*") === true && seen.size > 1) {
    yield warning(`${path}.hosts`, "*/* takes everything: other hosts have no effect");
  }
}

function* egress(listeners: readonly Loose[], namespace: string): Problems {
  const binds = new Set<string>();
  for (const [index, listener] of listeners.entries()) {
    const path = `spec.egress[${index}]`;
    const { port } = listener;
    if (isRecord(port)) {
      yield* listenerPort(port, `${path}.port`);
      const number = numberFrom(port["number"]) ?? 0;
      const bind = text(listener["bind"]);
      const key = number === 0 ? bind : `${number}`;
      if (number === 0 && !bind.startsWith("unix://"))
        yield error(`${path}.port.number`, "the port 0 needs a Unix socket");
      if (number !== 0) yield* portNumber(number, `${path}.port.number`);
      if (binds.has(key)) yield error(path, `the port ${key} is used twice`);
      binds.add(key);
      yield* bindAddress(listener, path);
    } else if (index < listeners.length - 1) {
      yield error(path, "the listener without a port must be the last one");
    }
    yield* egressHosts(listener, path, namespace);
  }
}

function* outbound(value: unknown, path: string): Problems {
  if (!isRecord(value) || !isRecord(value["egressProxy"])) return;
  if (value["mode"] !== "ALLOW_ANY") {
    yield error(path, "egressProxy needs the mode ALLOW_ANY");
    return;
  }
  const wrong = domainProblem(text(value["egressProxy"]["host"]));
  if (wrong !== undefined) yield error(`${path}.egressProxy.host`, wrong);
  if (!isRecord(value["egressProxy"]["port"])) yield error(`${path}.egressProxy`, "egressProxy needs a port");
  yield* destination(value["egressProxy"], `${path}.egressProxy`);
}

/** What Istio's webhook would say of a Sidecar. */
export function* sidecarProblems(manifest: Manifest): Problems {
  const spec = specOf(manifest);
  yield* selector(spec["workloadSelector"], "labels", "spec.workloadSelector");
  const listeners = [records(spec["egress"]), records(spec["ingress"])] as const;
  const isEmpty = listeners.every((list) => list.length === 0);
  if (isEmpty && !isRecord(spec["outboundTrafficPolicy"]) && !isRecord(spec["inboundConnectionPool"])) {
    yield error("spec", "a Sidecar must say something");
    return;
  }
  yield* ingress(listeners[1]);
  yield* connectionPool(spec["inboundConnectionPool"], "spec.inboundConnectionPool");
  yield* egress(listeners[0], namespaceOf(manifest));
  yield* outbound(spec["outboundTrafficPolicy"], "spec.outboundTrafficPolicy");
}
