import { isHttp, isTls, protocolFrom } from "../protocols";
import {
  isDnsLabel,
  isIpAddress,
  partialWildcardProblem,
  unixAddressProblem,
  wildcardDomainProblem,
} from "./formats";
import { error, warning, type Problems } from "./problem";
import { serverTls } from "./server-tls";
import { portNumber } from "./shared";
import { numberFrom, record, records, specOf, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";

/** A host of a server or of a Sidecar's listener, with or without the namespace in front. */
export function* scopedHost(entry: string, path: string, owner: "gateway" | "sidecar"): Problems {
  const slash = entry.indexOf("/");
  const host = slash < 0 ? entry : entry.slice(slash + 1);
  if (slash < 0 && owner === "sidecar") {
    yield error(path, `the host "${entry}" must be of the form namespace/host`);
    return;
  }
  const namespace = slash < 0 ? "*" : entry.slice(0, slash).replace(owner === "sidecar" ? /^~/ : /^$/, "");
  const isOpen =
    ["*", "."].includes(namespace) ||
    (owner === "sidecar" && namespace === "" && slash >= 0 && entry.startsWith("~"));
  if (!isOpen && !isDnsLabel(namespace)) yield error(path, `the namespace of "${entry}" is invalid`);
  if (host !== "*" && !host.includes(".")) yield error(path, `the host "${host}" must be a full name`);
  const wrong = wildcardDomainProblem(host);
  if (wrong !== undefined && !(owner === "gateway" && isIpAddress(host))) yield error(path, wrong);
  const partial = partialWildcardProblem(host);
  if (partial !== undefined) yield error(path, partial);
}

function* serverPort(server: Loose, path: string): Problems {
  const { port } = server;
  const bind = text(server["bind"]);
  if (!isRecord(port)) {
    yield error(path, "a server needs a port");
    return;
  }
  const protocol = text(port["protocol"]);
  if (protocolFrom(protocol) === undefined)
    yield error(`${path}.port.protocol`, `the protocol "${protocol}" is unknown`);
  const isSocket = bind.startsWith("unix://");
  const number = numberFrom(port["number"]) ?? 0;
  if (number > 0 || !isSocket) yield* portNumber(port["number"], `${path}.port.number`);
  if ((numberFrom(port["targetPort"]) ?? 0) > 0)
    yield error(`${path}.port.targetPort`, "targetPort has no effect on gateways");
  if (text(port["name"]) === "") yield error(`${path}.port`, "a port needs a name");
  if (isSocket && number !== 0) yield error(`${path}.port.number`, "the port of a Unix socket must be 0");
  const wrong = isSocket ? unixAddressProblem(bind) : undefined;
  if (wrong !== undefined) yield error(`${path}.bind`, wrong);
  if (bind !== "" && !isSocket && !isIpAddress(bind))
    yield error(`${path}.bind`, `"${bind}" is no IP address`);
}

function* serverProblems(server: Loose, path: string): Problems {
  const hosts = texts(server["hosts"]);
  if (hosts.length === 0) yield error(path, "a server needs a host");
  for (const host of hosts) yield* scopedHost(host, `${path}.hosts`, "gateway");
  yield* serverPort(server, path);
  const { tls } = server;
  if (isRecord(tls)) yield* serverTls(tls, `${path}.tls`);
  const protocol = protocolFrom(text(record(server["port"])["protocol"]));
  if (protocol === undefined) return;
  if (isTls(protocol)) {
    if (!isRecord(tls)) yield error(path, "a server for HTTPS or TLS needs tls");
  } else if (isRecord(tls)) {
    const mode = text(tls["mode"]) || "PASSTHROUGH";
    const isRedirect = isHttp(protocol) && ["PASSTHROUGH", "AUTO_PASSTHROUGH"].includes(mode);
    const hasFiles = ["caCertificates", "privateKey", "serverCertificate"].some(
      (field) => text(tls[field]) !== "",
    );
    if (!isRedirect || hasFiles) yield error(`${path}.tls`, "a server for plain text must not have tls");
  }
}

/** What Istio's webhook would say of a Gateway. */
export function* gatewayProblems(manifest: Manifest): Problems {
  const { name } = manifest.metadata;
  if (!isDnsLabel(name)) yield error("metadata.name", `the gateway's name "${name}" is invalid`);
  const servers = records(specOf(manifest)["servers"]);
  if (servers.length === 0) yield error("spec.servers", "a gateway needs a server");
  const names = new Set<string>();
  for (const [index, server] of servers.entries()) {
    const path = `spec.servers[${index}]`;
    yield* serverProblems(server, path);
    if (!isRecord(server["port"])) continue;
    const portName = text(server["port"]["name"]);
    if (names.has(portName)) yield error(`${path}.port.name`, `the port name ${portName} is used twice`);
    names.add(portName);
    const isPlain = isHttp(protocolFrom(text(server["port"]["protocol"])));
    if (!isPlain && record(server["tls"])["httpsRedirect"] === true) {
      yield warning(`${path}.tls.httpsRedirect`, "httpsRedirect is for servers of HTTP only");
    }
  }
}
