/** Protocols that Istio knows by name. */
const names: ReadonlySet<string> = new Set([
  "tcp",
  "udp",
  "grpc",
  "grpc-web",
  "http",
  "http_proxy",
  "http2",
  "https",
  "tls",
  "mongo",
  "redis",
  "mysql",
]);
const http: ReadonlySet<string> = new Set(["http", "http2", "http_proxy", "grpc", "grpc-web"]);

/** The protocol in lower case; undefined for one that Istio does not know. */
export function protocolFrom(name: string): string | undefined {
  const lower = name.toLowerCase();
  return names.has(lower) ? lower : undefined;
}

/** Whether a protocol in lower case carries HTTP requests, those of gRPC too. */
export function isHttp(protocol: string | undefined): boolean {
  return protocol !== undefined && http.has(protocol);
}

/** Whether a protocol in lower case begins with a TLS handshake. */
export function isTls(protocol: string | undefined): boolean {
  return protocol === "https" || protocol === "tls";
}

/** Ports that are TCP when nothing is said: SMTP, DNS, MySQL, MongoDB. */
const tcpPorts = [25, 53, 3306, 27_017];
const standardNames: Readonly<Record<string, string>> = {
  "kubernetes.io/h2c": "http2",
  "kubernetes.io/ws": "http",
  "kubernetes.io/wss": "https",
};

/** The protocol that Istio reads from a service's port; undefined when it must be detected. */
export function servicePortProtocol(port: {
  readonly number: number;
  readonly name: string;
  readonly transport: string;
  readonly appProtocol: string | undefined;
}): string | undefined {
  if (port.transport === "UDP") return "udp";
  const standard = standardNames[port.appProtocol ?? ""];
  if (standard !== undefined) return standard;
  const name = port.appProtocol ?? port.name;
  if (name.toLowerCase().startsWith("grpc-web")) return "grpc-web";
  return protocolFrom(name.split("-")[0] ?? "") ?? (tcpPorts.includes(port.number) ? "tcp" : undefined);
}
