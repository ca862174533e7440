import { allContainers } from "./in-mesh";
import { configMapData, looseFromYaml, meshRootNamespace, meshSettings } from "./mesh-settings";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import {
  annotationsOf,
  labelsOf,
  namespaceOf,
  pairs,
  record,
  specOf,
  text,
  type Loose,
} from "@/lib/config/checks/loose";
import { memoByIdentity } from "@/lib/config/checks/memo";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Manifest } from "@/lib/config/manifest";
import { selectorMatches, type MeshObjects } from "@/lib/xds/mesh-objects";

const injectorName = "istio-sidecar-injector";

const injectedImage = memoByIdentity((configMap: Manifest): string => {
  const settings = record(looseFromYaml(configMapData(configMap)["values"] ?? "")["global"]);
  const image = text(record(settings["proxy"])["image"]);
  return image.includes("/") ? image : `${text(settings["hub"])}/${image}:${text(settings["tag"])}`;
});

const imageType = (holder: Loose): string => text(record(holder["image"])["imageType"]);

/** The image's variant that a pod is given: mesh, root namespace, namespace, workload, pod; the last one counts. */
function variantOf(pod: Manifest, objects: MeshObjects): string {
  const root = meshRootNamespace(objects);
  const configs = objects[kindKeys.proxyConfig] ?? [];
  const here = configs.filter(
    (config) => namespaceOf(config) === namespaceOf(pod) && namespaceOf(config) !== root,
  );
  const isForPod = (config: Manifest): boolean =>
    selectorMatches(pairs(record(specOf(config)["selector"])["matchLabels"]), labelsOf(pod));
  const variants = [
    imageType(record(meshSettings(objects)?.["defaultConfig"])),
    ...configs.filter((config) => namespaceOf(config) === root).map((config) => imageType(specOf(config))),
    ...here
      .filter((config) => !isRecord(specOf(config)["selector"]))
      .map((config) => imageType(specOf(config))),
    ...here
      .filter((config) => isRecord(specOf(config)["selector"]) && isForPod(config))
      .map((config) => imageType(specOf(config))),
    imageType(looseFromYaml(annotationsOf(pod)["proxy.istio.io/config"] ?? "")),
  ];
  const variant = variants.findLast((one) => one !== "") ?? "";
  return variant === "default" ? "" : variant;
}

function isOutdated(pod: Manifest, image: string, objects: MeshObjects): boolean {
  if ((annotationsOf(pod)["sidecar.istio.io/proxyImage"] ?? "") !== "") return false;
  const proxies = allContainers(specOf(pod)).filter(({ name }) => name === "istio-proxy");
  if (proxies.every((container) => container["image"] === image)) return false;
  const wanted = `${image}-${variantOf(pod, objects)}`;
  return proxies.some((container) => container["image"] !== image && container["image"] !== wanted);
}

/** IST0158: pods run another proxy image than the injector would give them now. */
export const injectedImages = listRule({
  codes: ["IST0158"],
  reads: [kindKeys.namespace, kindKeys.pod, kindKeys.configMap],
  optional: [kindKeys.proxyConfig],
  check: ([namespaces, pods, configMaps], { objects }) => {
    const images = new Map(
      configMaps
        .filter(({ metadata: { name } }) => name.startsWith(injectorName))
        .map((configMap) => [configMap.metadata.name, injectedImage(configMap)]),
    );
    if (images.size === 0) return [];
    return namespaces.flatMap((namespace) => {
      const labels = labelsOf(namespace);
      const revision = labels["istio.io/rev"];
      if (revision === undefined && labels["istio-injection"] !== "enabled") return [];
      const isDefault = revision === undefined || revision === "" || revision === "default";
      const image = images.get(isDefault ? injectorName : `${injectorName}-${revision}`);
      if (image === undefined) return [];
      const outdated = pods
        .filter((pod) => namespaceOf(pod) === namespace.metadata.name && isOutdated(pod, image, objects))
        .map(({ metadata: { name } }) => name)
        .toSorted();
      if (outdated.length === 0) return [];
      const shown = outdated.slice(0, 10).join(", ");
      return [
        findingOn(namespace, {
          code: "IST0158",
          severity: "warning",
          path: "",
          message: `${outdated.length} pods run another proxy image than ${image}: ${shown}`,
          params: { count: `${outdated.length}`, pods: shown, image },
        }),
      ];
    });
  },
});
