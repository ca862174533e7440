import { findNamed, labelSelectorMatches } from "./selectors";
import { listRule } from "@/lib/config/checks/define-rule";
import { findingOn } from "@/lib/config/checks/inventory";
import { kindKeys } from "@/lib/config/checks/kind-keys";
import { labelsOf, nameOf, pairs, record, records, text, texts, type Loose } from "@/lib/config/checks/loose";
import { isRecord } from "@/lib/config/clean-manifest";
import type { Finding } from "@/lib/config/finding";
import type { Manifest } from "@/lib/config/manifest";

const revisionKey = "istio.io/rev";
type Labels = Readonly<Record<string, string>>;
type Hook = { readonly manifest: Manifest; readonly at: number; readonly name: string; readonly hook: Loose };

/** Revisions that the configuration is for, by its label and its selectors. */
function revisionsOf(manifest: Manifest): readonly string[] {
  const selectors = records(manifest["webhooks"]).flatMap(({ namespaceSelector, objectSelector }) => [
    record(namespaceSelector),
    record(objectSelector),
  ]);
  return [
    labelsOf(manifest)[revisionKey],
    ...selectors.map(({ matchLabels }) => pairs(matchLabels)[revisionKey]),
    ...selectors.flatMap(({ matchExpressions }) =>
      records(matchExpressions).flatMap(({ key, values }) => (key === revisionKey ? texts(values) : [])),
    ),
  ].flatMap((revision) => revision ?? []);
}

function hooksOf(manifest: Manifest): readonly Hook[] {
  const hooks = records(manifest["webhooks"]).map((hook, at) => ({
    manifest,
    at,
    name: text(hook["name"]),
    hook,
  }));
  const isIstio = hooks.some(({ name }) => name.endsWith("istio.io"));
  return isIstio || revisionsOf(manifest).length > 0 ? hooks : [];
}

/** What a namespace or a pod may be labelled with, as far as injection looks at it. */
function variantsOf(
  key: string,
  values: readonly [string, string],
  revisions: readonly string[],
): readonly Labels[] {
  const base: readonly Labels[] = [{}, ...values.map((value) => ({ [key]: value }))];
  return [
    ...base,
    ...revisions.flatMap((revision) => base.map((labels) => ({ ...labels, [revisionKey]: revision }))),
  ];
}

const invalid = (
  { manifest, at }: Hook,
  params: Readonly<Record<string, string>>,
  message: string,
): Finding =>
  findingOn(manifest, { code: "IST0139", severity: "error", path: `webhooks[${at}]`, message, params });

function overlapping(hooks: readonly Hook[], revisions: readonly string[]): readonly Finding[] {
  const namespaces = variantsOf("istio-injection", ["enabled", "disabled"], revisions);
  const pods = variantsOf("sidecar.istio.io/inject", ["true", "false"], revisions);
  const found = new Map<string, Finding>();
  for (const namespace of namespaces) {
    const here = hooks.filter(({ hook }) => labelSelectorMatches(hook["namespaceSelector"], namespace));
    for (const pod of pods) {
      const taking = here.filter(({ hook }) => labelSelectorMatches(hook["objectSelector"], pod));
      for (const hook of taking.length > 1 ? taking : []) {
        const others = taking
          .filter((one) => one !== hook)
          .map(({ manifest, name }) => `${nameOf(manifest)}/${name}`)
          .toSorted()
          .join(", ");
        const message = `${others} takes the same pods: they would be injected twice`;
        const key = `${nameOf(hook.manifest)} ${others}`;
        if (!found.has(key)) found.set(key, invalid(hook, { variant: "overlap", others }, message));
      }
    }
  }
  return [...found.values()];
}

/** IST0139: injectors that take the same pods, or whose control plane does not exist. */
export const webhooks = listRule({
  codes: ["IST0139"],
  reads: [kindKeys.mutatingWebhook],
  optional: [kindKeys.service],
  saysOnce: true,
  check: ([configurations], { objects }) => {
    const hooks = configurations.flatMap(hooksOf);
    const revisions = [...new Set(configurations.flatMap(revisionsOf))];
    const services = objects[kindKeys.service];
    const gone = hooks.flatMap((one) => {
      const { service } = record(one.hook["clientConfig"]);
      if (services === undefined || !isRecord(service)) return [];
      const [namespace, name] = [text(service["namespace"]), text(service["name"])];
      if (findNamed(services, namespace, name) !== undefined) return [];
      const missing = `${namespace}/${name}`;
      return [
        invalid(
          one,
          { variant: "service", service: missing },
          `The control plane's Service ${missing} does not exist`,
        ),
      ];
    });
    return [...overlapping(hooks, revisions), ...gone];
  },
});
