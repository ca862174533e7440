"use client";
import { Button, Menu } from "@mantine/core";
import { IconDownload, IconRepeat } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import type { ExperimentDetail } from "./detail";
import { blankTemplate } from "./new-plan";
import { useFaultWords } from "./use-fault-words";
import { useViewHref } from "@/components/query/use-view-href";
import { textFromDraft } from "@/components/routing/wizard/draft-text";
import { download } from "@/components/ui/download";

/** What a person does with a run beside ending it: keep its report, or run its plan again. */
export function RunActions({ detail }: { detail: ExperimentDetail }) {
  const t = useTranslations("faults.actions");
  const router = useRouter();
  const href = useViewHref();
  const { run } = detail;
  const { namespace, name } = run.service;
  return (
    <>
      {detail.report === undefined ? null : <ExportMenu detail={detail} />}
      {run.state === "ended" ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRepeat size={14} aria-hidden />}
          onClick={() =>
            router.push(
              href("/delivery/experiment/new", {
                service: `${namespace}/${name}`,
                template: blankTemplate,
                step: "review",
                draft: textFromDraft(
                  run.body.plan,
                  null,
                  window.sessionStorage,
                  crypto.randomUUID().slice(0, 8),
                ),
              }),
            )
          }
        >
          {t("again")}
        </Button>
      ) : null}
    </>
  );
}

function ExportMenu({ detail }: { detail: ExperimentDetail }) {
  const t = useTranslations("faults");
  const words = useFaultWords();
  const name = `experiment-${detail.run.id}`;
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />}>
          {t("actions.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          onClick={() => {
            void import("./report-markdown").then(({ reportMarkdown }) =>
              download(
                `${name}.md`,
                reportMarkdown(detail, { ...words, label: (key) => t(`markdown.${key}` as "title") }),
                "text/markdown",
              ),
            );
          }}
        >
          {t("actions.markdown")}
        </Menu.Item>
        <Menu.Item
          onClick={() => download(`${name}.json`, JSON.stringify(detail, null, 2), "application/json")}
        >
          {t("actions.json")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
