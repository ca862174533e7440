import { isDeploymentInMesh, podTemplate } from "./in-mesh";
import { inNamespace } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { grouped } from "@/lib/config/checks/grouped";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import {
  labelsOf,
  nameOf,
  namespaceOf,
  numberFrom,
  pairs,
  records,
  specOf,
  text,
} from "@/lib/config/checks/loose";
import { isSelected } from "@/lib/config/kubernetes-service";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

type Claim = {
  readonly service: string;
  readonly port: number;
  readonly protocol: string;
  readonly target: string;
};

function claimsOf(service: Manifest): readonly Claim[] {
  return records(specOf(service)["ports"]).flatMap(({ port, protocol, targetPort }) => {
    const number = numberFrom(port);
    if (number === undefined) return [];
    const target = `${numberFrom(targetPort) ?? text(targetPort)}`;
    return [
      {
        service: nameOf(service),
        port: number,
        protocol: text(protocol) || "TCP",
        target: target === "" || target === "0" ? `${number}` : target,
      },
    ];
  });
}

const listed = (values: readonly (string | number)[]): string =>
  [...new Set(values)]
    .toSorted((a, b) => (typeof a === "number" ? a - Number(b) : a < `${b}` ? -1 : 1))
    .join(", ");

function twoProtocols(deployment: Manifest, claims: readonly Claim[]): readonly Finding[] {
  return [...grouped(claims, ({ port }) => port)].flatMap(([port, group]) => {
    if (new Set(group.map(({ protocol }) => protocol)).size < 2) return [];
    const services = listed(group.map(({ service }) => service));
    return [
      findingOn(deployment, {
        code: "IST0116",
        severity: "warning",
        path: "spec.template.metadata.labels",
        message: `The port ${port} has different protocols in the services ${services}`,
        params: { port: `${port}`, services },
      }),
    ];
  });
}

function twoPorts(deployment: Manifest, claims: readonly Claim[]): readonly Finding[] {
  return [...grouped(claims, ({ target }) => target)].flatMap(([target, group]) => {
    if (new Set(group.map(({ port }) => port)).size < 2) return [];
    const services = listed(group.map(({ service }) => service));
    const ports = listed(group.map(({ port }) => port));
    return [
      findingOn(deployment, {
        code: "IST0137",
        severity: "warning",
        path: "spec.template.metadata.labels",
        message: `The target port ${target} is behind the ports ${ports} of the services ${services}`,
        params: { targetPort: target, ports, services },
      }),
    ];
  });
}

/** IST0116, IST0137: services over one Deployment that disagree on a port's protocol or on the port of a target. */
export const deploymentServices = listRule({
  codes: ["IST0116", "IST0137"],
  reads: [kindKeys.deployment, kindKeys.service, kindKeys.namespace],
  check: ([deployments, services, namespaces]) =>
    deployments.flatMap((deployment) => {
      const isWaypoint = labelsOf(deployment)["gateway.istio.io/managed"] === "istio.io-mesh-controller";
      if (isWaypoint || !isDeploymentInMesh(deployment, namespaces)) return [];
      const { labels } = podTemplate(deployment);
      const claims = inNamespace(services, namespaceOf(deployment))
        .filter((service) => isSelected(pairs(specOf(service)["selector"]), labels))
        .flatMap(claimsOf);
      return [...twoProtocols(deployment, claims), ...twoPorts(deployment, claims)];
    }),
});
