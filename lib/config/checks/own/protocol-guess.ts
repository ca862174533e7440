import { findingOn } from "@/lib/config/checks/inventory";
import { namespaceOf } from "@/lib/config/checks/loose";
import type { MeasuredProtocol, Rule } from "@/lib/config/checks/rule";
import { portProtocol, serviceSpec } from "@/lib/config/kubernetes-service";
import { keys } from "./mesh-kinds";
import { fieldRepair } from "./repair";

const words: Readonly<Record<MeasuredProtocol["protocol"], string>> = {
  http: "HTTP",
  grpc: "gRPC",
  tcp: "TCP",
};

/**
 * HD0010: what proxies see on a service is not what its port says: no protocol declared, so Envoy guesses and delays
 * protocols in which the server speaks first; or HTTP declared, and bytes without requests seen.
 */
export const protocolGuess: Rule = {
  codes: ["HD0010"],
  reads: [keys.service],
  facts: ["protocols"],
  check: ({ objects, facts }) => {
    const seen = new Map<string, MeasuredProtocol[]>();
    for (const one of facts.protocols ?? []) {
      const key = `${one.namespace}/${one.service}`;
      seen.set(key, [...(seen.get(key) ?? []), one]);
    }
    return (objects[keys.service] ?? []).flatMap((service) => {
      const measured = seen.get(`${namespaceOf(service)}/${service.metadata.name}`) ?? [];
      const { ports } = serviceSpec(service);
      const [port] = ports;
      const [most] = measured.toSorted((left, right) => right.perSecond - left.perSecond);
      // Metrics do not name the port: with several ports nobody can say which one it was.
      if (port === undefined || ports.length !== 1 || most === undefined) return [];
      const declared = portProtocol(port);
      const isGuess = declared === "auto";
      const isWrong = most.protocol === "tcp" && (declared === "http" || declared === "grpc");
      if (!isGuess && !isWrong) return [];
      const name = port.appProtocol ?? port.name ?? `${port.port}`;
      return [
        findingOn(service, {
          code: "HD0010",
          severity: isWrong || most.protocol === "tcp" ? "warning" : "info",
          path: "spec.ports[0].appProtocol",
          message: isGuess
            ? `The port ${name} names no protocol; proxies take it for ${words[most.protocol]}`
            : `The port ${name} is declared as ${words[declared === "grpc" ? "grpc" : "http"]}; proxies see plain TCP`,
          params: { port: name, declared: isGuess ? "—" : declared, seen: words[most.protocol] },
          evidence: measured.map(({ protocol, perSecond }) => ({
            kind: "fact" as const,
            label: protocol === "tcp" ? "bytesPerSecond" : "requestsPerSecond",
            value: `${words[protocol]} ${perSecond.toFixed(2)}`,
          })),
          ...(isGuess ? { isFixable: true as const } : {}),
        }),
      ];
    });
  },
  fix: (finding, { objects }) => {
    const seen = Object.entries(words).find(([, word]) => word === finding.params["seen"])?.[0];
    return finding.isFixable === true && seen !== undefined
      ? fieldRepair(objects, finding, finding.path, seen)
      : undefined;
  },
};
