"use client";
import { Button, Group, Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import { stringify } from "yaml";
import classes from "./config.module.css";
import { nothingLive, type Draft } from "./draft";
import { YamlWorkbench } from "./yaml-workbench";
import { usePlanRequest } from "@/components/changes/use-change-writes";
import { useScope } from "@/components/query/use-scope";
import { Section } from "@/components/ui/section";
import type { MeshNames } from "@/lib/config/references/mesh-names";
import { templateKinds, templateOf } from "@/lib/config/schema/templates";
import { copyTo as copyOf, editsFromText } from "@/lib/config/yaml/edits";
import { parseYaml, type YamlDocument } from "@/lib/config/yaml/parse";

type Props = {
  readonly cluster: string;
  readonly draft: Draft;
  /** From the URL: `VirtualService` or `networking.istio.io/VirtualService`. */
  readonly kind: string | null;
  readonly onKind: (key: string) => void;
  readonly names: MeshNames | undefined;
  /** YAML of the object to copy. */
  readonly copied: string | undefined;
  readonly copyTo: string;
  readonly onPlanned: (planHash: string) => void;
};

const firstKind = "networking.istio.io/VirtualService";

/** The editor of objects that do not exist yet; several documents become several objects of one plan. */
export function NewObjectEditor({ cluster, draft, kind, onKind, names, copied, copyTo, onPlanned }: Props) {
  const t = useTranslations("config");
  const { namespaces } = useScope();
  const plan = usePlanRequest(onPlanned);
  const key = templateKinds.find((one) => one === kind || one.split("/")[1] === kind) ?? firstKind;
  const templateFor = (one: string) => templateOf(one, placeFrom(names, namespaces)) ?? "";
  const start = copied === undefined ? templateFor(key) : copiedText(copied, copyTo);
  const text = draft.text === "" ? start : draft.text;
  const ask = (documents: readonly YamlDocument[]) => {
    const { edits } = editsFromText(documents, undefined, false);
    plan.mutate({ cluster, request: { kind: "manifests", edits: [...edits] } });
  };
  const choose = (next: string) => {
    // What somebody wrote stays: the template becomes a further document.
    if (draft.text === "") onKind(next);
    else draft.set(`${text.trimEnd()}\n---\n${templateFor(next)}`, nothingLive);
  };
  return (
    <Section
      title={t("object.yaml")}
      actions={
        copied === undefined ? (
          <Group gap={8}>
            <Select
              size="xs"
              w={240}
              aria-label={t("new.kind")}
              data={kindChoices}
              value={key}
              onChange={(next) => next !== null && choose(next)}
              searchable
              allowDeselect={false}
            />
          </Group>
        ) : undefined
      }
    >
      <YamlWorkbench
        text={text}
        onText={(next) => (next === start ? draft.drop() : draft.set(next, nothingLive))}
        cluster={cluster}
        label={t("new.label")}
        isChanged
        isComparing={false}
        onPlan={ask}
        isPlanning={plan.isPending}
        error={plan.error}
        notices={() => (
          <p className={classes.muted}>{t(copied === undefined ? "new.lead" : "new.copyLead")}</p>
        )}
        actions={
          draft.text === "" ? undefined : (
            <Button variant="subtle" onClick={draft.drop}>
              {t("new.reset")}
            </Button>
          )
        }
      />
    </Section>
  );
}

/** Both APIs have a Gateway, so that each kind stands under its API. */
const kindChoices = [...new Set(templateKinds.map((key) => key.split("/")[0] ?? ""))].map((group) => ({
  group,
  items: templateKinds
    .filter((key) => key.startsWith(`${group}/`))
    .map((value) => ({
      value,
      label: value.slice(group.length + 1) + (group.startsWith("gateway.") ? " (Gateway API)" : ""),
    })),
}));

/** Names to begin with: the chosen namespace, and a service that is there. */
function placeFrom(names: MeshNames | undefined, chosen: readonly string[]) {
  const ours = (names?.services ?? []).filter(
    ({ namespace }) => !namespace.startsWith("kube-") && namespace !== "istio-system",
  );
  const service =
    ours.find(({ namespace }) => chosen.includes(namespace)) ?? (chosen.length === 0 ? ours[0] : undefined);
  const namespace = service?.namespace ?? chosen[0] ?? "default";
  return {
    namespace,
    service: service?.name ?? "my-service",
    port: service?.ports[0] ?? 80,
    serviceAccount:
      names?.serviceAccounts.find((account) => account.namespace === namespace)?.name ?? "default",
  };
}

function copiedText(yaml: string, namespace: string): string {
  const manifest = parseYaml(yaml).documents[0]?.manifest;
  return manifest === undefined ? yaml : stringify(copyOf(manifest, namespace));
}
