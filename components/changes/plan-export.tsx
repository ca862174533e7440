"use client";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { download } from "@/components/ui/download";
import type { ChangeSet } from "@/lib/changes/change-set";

const fileOf = (plan: ChangeSet): string => `${plan.service.namespace}-${plan.service.name}-change.yaml`;

async function yamlOf(plan: ChangeSet): Promise<string> {
  const { stringify } = await import("yaml");
  return plan.objects.flatMap(({ after }) => (after === undefined ? [] : [stringify(after)])).join("---\n");
}

function commandOf(plan: ChangeSet): string {
  const removals = plan.objects
    .filter(({ action }) => action === "delete")
    .map(({ ref }) => `kubectl delete ${ref.kind.toLowerCase()} ${ref.name} -n ${ref.namespace}`);
  const writes = plan.objects.some(({ after }) => after !== undefined)
    ? [`kubectl apply -f ${fileOf(plan)}`]
    : [];
  return [...removals, ...writes].join(" && ");
}

/** The other end of every plan: the same objects for Git or for kubectl. */
export function PlanExport({ plan }: { plan: ChangeSet }) {
  const t = useTranslations("changes");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-xs" variant="default" rightSection={<IconChevronDown size={12} aria-hidden />}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("exportLead")}</Menu.Label>
        <Menu.Item
          onClick={() => void yamlOf(plan).then((text) => download(fileOf(plan), text, "application/yaml"))}
        >
          {t("exportYaml")}
        </Menu.Item>
        <Menu.Item onClick={() => void yamlOf(plan).then((text) => navigator.clipboard.writeText(text))}>
          {t("copyYaml")}
        </Menu.Item>
        <Menu.Item onClick={() => void navigator.clipboard.writeText(commandOf(plan))}>
          {t("copyCommand")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
