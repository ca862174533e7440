"use client";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { mergePatch } from "./merge-patch";
import { applyCommand, fileOf, patchCommands } from "./plan-commands";
import { download } from "@/components/ui/download";
import type { ChangeSet } from "@/lib/changes/change-set";
import { isRecord } from "@/lib/config/clean-manifest";

async function yamlOf(plan: ChangeSet): Promise<string> {
  const { stringify } = await import("yaml");
  return plan.objects.flatMap(({ after }) => (after === undefined ? [] : [stringify(after)])).join("---\n");
}

/** Each change as a patch with its object's identity, as Kustomize takes them; new objects come whole. */
async function patchesOf(plan: ChangeSet): Promise<string> {
  const { stringify } = await import("yaml");
  return plan.objects
    .map(({ ref, action, before, after }) => {
      const { apiVersion, kind, name, namespace } = ref;
      const metadata = { name, ...(namespace === "" ? {} : { namespace }) };
      const identity = { apiVersion, kind, metadata };
      if (action === "delete") return stringify({ $patch: "delete", ...identity });
      if (action === "create") return stringify(after);
      const patch = mergePatch(before, after);
      if (!isRecord(patch)) return stringify(identity);
      const { metadata: changed, ...rest } = patch;
      return stringify({
        ...identity,
        metadata: { ...metadata, ...(isRecord(changed) ? changed : {}) },
        ...rest,
      });
    })
    .join("---\n");
}

const save = (name: string, text: Promise<string>) =>
  void text.then((content) => download(name, content, "application/yaml"));
const copy = (text: Promise<string> | string) =>
  void Promise.resolve(text).then((content) => navigator.clipboard.writeText(content));

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
        <Menu.Item onClick={() => save(fileOf(plan), yamlOf(plan))}>{t("exportYaml")}</Menu.Item>
        <Menu.Item onClick={() => copy(yamlOf(plan))}>{t("copyYaml")}</Menu.Item>
        <Menu.Item onClick={() => copy(applyCommand(plan))}>{t("copyCommand")}</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => save(fileOf(plan, "patch"), patchesOf(plan))}>{t("exportPatch")}</Menu.Item>
        <Menu.Item onClick={() => copy(patchCommands(plan))}>{t("copyPatch")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
