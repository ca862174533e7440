"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { draftKey, useDraft } from "./draft";
import { ObjectActions } from "./object-actions";
import { ObjectReferences } from "./object-references";
import { LazyObjectEditor, ObjectYaml } from "./object-yaml";
import { LazyWriteFlow } from "./lazy-write-flow";
import { useReviewState } from "./use-review-state";

import classes from "@/components/changes/changes.module.css";
import { FindingList } from "@/components/changes/finding-list";
import { OwnerList } from "@/components/changes/owner-list";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { formatAge } from "@/lib/format/duration";

type Props = { readonly kind: string; readonly namespace: string; readonly name: string };

/** One configuration object: YAML, who keeps it, what the rules say, what it hangs together with, and its editor. */
export function ConfigObjectScreen({ kind, namespace, name }: Props) {
  const t = useTranslations("config");
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster } = useScope();
  const [group] = useQueryState("group", parseAsString);
  const [view, setView] = useQueryState(
    "yaml",
    parseAsStringLiteral(["clean", "full", "edit"]).withDefault("clean"),
  );
  const review = useReviewState();
  const input = { cluster, kind, namespace, name, ...(group === null ? {} : { group }) };
  const query = useQuery(trpc.config.read.queryOptions(input, { refetchInterval: useRefetchMs() }));
  const known = query.data?.data;
  const apiVersion = known?.ref.apiVersion ?? `${group ?? ""}/`;
  const ref = known?.ref ?? { apiVersion, kind, namespace, name };
  const draft = useDraft(draftKey(cluster, ref));
  const isGone = query.error?.data?.code === "NOT_FOUND";
  return (
    <>
      <PageHeader
        title={`${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`}
        subtitle={
          <>
            <Link className={classes.link} href={href("/config")}>
              {t("object.back")}
            </Link>
            {known?.createdAtMs === undefined
              ? null
              : ` · ${t("object.created", { age: formatAge(query.dataUpdatedAt - known.createdAtMs) })}`}
          </>
        }
        actions={
          known === undefined || isGone || review.planHash !== null ? undefined : (
            <ObjectActions
              objectRef={known.ref}
              resourceVersion={known.resourceVersion}
              onPlanned={review.planned}
            />
          )
        }
        answer={query.data}
        updatedAtMs={query.dataUpdatedAt}
      />
      {review.planHash !== null || review.changeId !== null ? (
        <LazyWriteFlow state={review} planHash={review.planHash ?? ""} onApplied={draft.drop} />
      ) : isGone && draft.text !== "" ? (
        <Section title={t("object.yaml")}>
          <LazyObjectEditor
            cluster={cluster}
            objectRef={ref}
            draft={draft}
            onPlanned={review.planned}
            onClose={() => void setView(null)}
          />
        </Section>
      ) : (
        <QueryBoundary query={query}>
          {(object) => (
            <div className={classes.stack}>
              <div className={classes.columns}>
                <Section title={t("object.owners")}>
                  <OwnerList owners={object.owners} />
                </Section>
                <Section title={t("object.findings")}>
                  <FindingList rows={object.findings.map((finding) => ({ finding }))} />
                </Section>
              </div>
              {draft.text !== "" && view !== "edit" ? (
                <div className={classes.notice} role="status">
                  <span>{t("edit.draft")}</span>
                  <Button size="xs" variant="default" onClick={() => void setView("edit")}>
                    {t("edit.resume")}
                  </Button>
                </div>
              ) : null}
              <ObjectYaml
                object={object}
                view={view}
                onView={(next) => void setView(next === "clean" ? null : next)}
                cluster={cluster}
                draft={draft}
                onPlanned={review.planned}
              />
              <ObjectReferences object={object} />
            </div>
          )}
        </QueryBoundary>
      )}
    </>
  );
}
