"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./findings.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";

/** How many errors and warnings the rules have for the scope, as a way to them; nothing while nobody knows. */
export function FindingsGlance() {
  const t = useTranslations("findings");
  const trpc = useTRPC();
  const href = useViewHref();
  const { cluster, namespaces } = useScope();
  const query = useQuery(
    trpc.findings.counts.queryOptions({ cluster, namespaces }, { refetchInterval: useRefetchMs() }),
  );
  if (query.data === undefined) return null;
  const { error, warning } = query.data;
  return (
    <Link href={href("/findings")} className={classes.counts} title={t("pageTitle")}>
      {error === 0 && warning === 0 ? <StatusBadge tone="ok" label={t("glance.none")} /> : null}
      {error > 0 ? <StatusBadge tone="failing" label={t("glance.error", { count: error })} /> : null}
      {warning > 0 ? <StatusBadge tone="degraded" label={t("glance.warning", { count: warning })} /> : null}
    </Link>
  );
}
