"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import { useDraft } from "./draft";
import { LazyWriteFlow } from "./lazy-write-flow";
import { useReviewState } from "./use-review-state";

import classes from "@/components/changes/changes.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { PageHeader } from "@/components/ui/page-header";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { QueryBoundary } from "@/components/ui/query-boundary";

const NewObjectEditor = dynamic(
  async () => ({ default: (await import("./new-object-editor")).NewObjectEditor }),
  { ssr: false, loading: () => <PageSkeleton rows={14} /> },
);

/** New objects: from a template, from a copy of another object, or pasted. */
export function NewObjectScreen() {
  const t = useTranslations("config");
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster } = useScope();
  const review = useReviewState();
  const [{ kind, copy, to }, set] = useQueryStates({
    kind: parseAsString,
    copy: parseAsString,
    to: parseAsString,
  });
  const draft = useDraft(`${cluster}/new/${copy ?? ""}/${to ?? ""}`);
  const [group = "", sourceKind = "", namespace = "", name = ""] = (copy ?? "")
    .split("/")
    .map(decodeURIComponent);
  const source = useQuery(
    trpc.config.read.queryOptions(
      { cluster, group, kind: sourceKind, namespace, name },
      { enabled: copy !== null && draft.text === "", staleTime: Infinity },
    ),
  );
  const names = useQuery(trpc.config.names.queryOptions({ cluster }, { staleTime: 60_000 }));
  const editor = (template: string | undefined, mesh: typeof names.data) => (
    <NewObjectEditor
      cluster={cluster}
      draft={draft}
      kind={kind}
      onKind={(next) => void set({ kind: next })}
      names={mesh?.data}
      copied={template}
      copyTo={to ?? namespace}
      onPlanned={review.planned}
    />
  );
  return (
    <>
      <PageHeader
        title={t(copy === null ? "new.title" : "new.copyTitle", { name, to: to ?? "" })}
        subtitle={
          <Link className={classes.link} href={href("/config")}>
            {t("object.back")}
          </Link>
        }
      />
      {review.planHash !== null || review.changeId !== null ? (
        <LazyWriteFlow state={review} planHash={review.planHash ?? ""} onApplied={draft.drop} />
      ) : copy !== null && draft.text === "" ? (
        <QueryBoundary query={source}>{(object) => editor(object.yaml, names.data)}</QueryBoundary>
      ) : names.isPending ? (
        <PageSkeleton rows={14} />
      ) : (
        // Without names the editor still works: it offers fewer of them.
        editor(undefined, names.data)
      )}
    </>
  );
}
