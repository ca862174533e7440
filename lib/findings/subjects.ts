import { records, record, specOf, text, texts, namespaceOf, pairs } from "@/lib/config/checks/loose";
import { selectorOf } from "@/lib/config/checks/own/selected-workloads";
import { podsWith } from "@/lib/config/checks/own/workloads";
import type { Finding } from "@/lib/config/finding";
import { refFromManifest, type Manifest } from "@/lib/config/manifest";
import { workloadOfPod } from "@/lib/graph/inventory-from-manifests";
import { groupFromApiVersion, objectKey } from "@/lib/mesh/object-ref";
import { serviceFromHost } from "@/lib/mesh/service-host";
import type { MeshObjects } from "@/lib/xds/mesh-objects";

/** Which services and workloads something is about, as `namespace/name`. */
export type Subjects = { readonly services: ReadonlySet<string>; readonly workloads: ReadonlySet<string> };

const nobody: Subjects = { services: new Set(), workloads: new Set() };

function services(hosts: readonly string[], namespace: string): Subjects {
  const names = hosts.flatMap((host) => {
    const service = serviceFromHost(host, namespace);
    return service === undefined ? [] : [`${service.namespace}/${service.name}`];
  });
  return { services: new Set(names), workloads: new Set() };
}

function workloads(names: readonly string[]): Subjects {
  return { services: new Set(), workloads: new Set(names) };
}

const routesOf = (manifest: Manifest) =>
  ["http", "tcp", "tls"].flatMap((kind) => records(specOf(manifest)[kind]));

/** What the object's findings are about: the hosts that it routes, the pods that it selects, or itself. */
function subjectsOfObject(manifest: Manifest, objects: MeshObjects): Subjects {
  const namespace = namespaceOf(manifest);
  const spec = specOf(manifest);
  switch (manifest.kind) {
    case "Service":
      return services([manifest.metadata.name], namespace);
    case "DestinationRule":
      return services([text(spec["host"])], namespace);
    case "VirtualService": {
      const targets = routesOf(manifest).flatMap(({ route }) =>
        records(route).map(({ destination }) => text(record(destination)["host"])),
      );
      return services([...texts(spec["hosts"]), ...targets], namespace);
    }
    case "HTTPRoute":
    case "GRPCRoute": {
      const parents = records(spec["parentRefs"]).filter(({ kind }) => kind === "Service");
      return services(
        parents.map((parent) => `${text(parent["name"])}.${text(parent["namespace"]) || namespace}`),
        namespace,
      );
    }
    case "Pod":
      return workloads([`${namespace}/${workloadOfPod(manifest)}`]);
    case "Deployment":
    case "StatefulSet":
    case "DaemonSet":
      return workloads([`${namespace}/${manifest.metadata.name}`]);
    default:
      return selected(manifest, objects);
  }
}

/** A policy without a selector is about a whole namespace, which is a mark on nobody in particular. */
function selected(manifest: Manifest, objects: MeshObjects): Subjects {
  const isGateway =
    manifest.kind === "Gateway" && groupFromApiVersion(manifest.apiVersion) === "networking.istio.io";
  const labels = isGateway ? pairs(specOf(manifest)["selector"]) : selectorOf(manifest).labels;
  if (Object.keys(labels).length === 0) return nobody;
  const pods = podsWith(objects, namespaceOf(manifest), labels) ?? [];
  return workloads(pods.map((pod) => `${pod.namespace}/${pod.workload}`));
}

/** The services and workloads that each finding is about; none for objects that are gone or about everybody. */
export function findingSubjects(
  findings: readonly Finding[],
  objects: MeshObjects,
): readonly { readonly finding: Finding; readonly subjects: Subjects }[] {
  const index = new Map<string, Manifest>();
  const wanted = new Set(
    findings.map(({ object }) => `${groupFromApiVersion(object.apiVersion)}/${object.kind}`),
  );
  for (const key of wanted) {
    for (const manifest of objects[key] ?? []) index.set(objectKey(refFromManifest(manifest)), manifest);
  }
  return findings.map((finding) => {
    const manifest = index.get(objectKey(finding.object));
    return { finding, subjects: manifest === undefined ? nobody : subjectsOfObject(manifest, objects) };
  });
}
