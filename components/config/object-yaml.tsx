"use client";
import { SegmentedControl } from "@mantine/core";
import dynamic from "next/dynamic";
import { useTranslations } from "use-intl";
import type { Draft } from "./draft";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { CopyButton } from "@/components/ui/copy-button";
import { JsonView } from "@/components/ui/json-view";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { Section } from "@/components/ui/section";

/** The editor with its parser, schemas and rules: loaded when somebody edits. */
export const LazyObjectEditor = dynamic(
  async () => ({ default: (await import("./object-editor")).ObjectEditor }),
  { ssr: false, loading: () => <PageSkeleton rows={14} /> },
);

type View = "clean" | "full" | "edit";
type Props = {
  readonly object: RouterOutputs["config"]["read"]["data"];
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly cluster: string;
  readonly draft: Draft;
  readonly onPlanned: (planHash: string) => void;
};

/** The object's YAML: as written, as the server keeps it, or to be edited. */
export function ObjectYaml({ object, view, onView, cluster, draft, onPlanned }: Props) {
  const t = useTranslations("config");
  const text = view === "full" ? object.fullYaml : object.yaml;
  const views: readonly View[] = ["clean", "full", "edit"];
  return (
    <Section
      title={t("object.yaml")}
      actions={
        <>
          <SegmentedControl
            size="xs"
            value={view}
            onChange={(value) => onView(views.find((one) => one === value) ?? "clean")}
            data={views.map((value) => ({ value, label: t(`object.${value}`) }))}
            aria-label={t("object.yaml")}
          />
          {view === "edit" ? null : <CopyButton value={text} label={t("object.yaml")} />}
        </>
      }
    >
      {view === "edit" ? (
        <LazyObjectEditor
          cluster={cluster}
          objectRef={object.ref}
          draft={draft}
          live={{ yaml: object.yaml, resourceVersion: object.resourceVersion }}
          onPlanned={onPlanned}
          onClose={() => onView("clean")}
        />
      ) : (
        <JsonView text={text} heightPx={520} label={`${object.ref.kind} ${object.ref.name}`} />
      )}
    </Section>
  );
}
