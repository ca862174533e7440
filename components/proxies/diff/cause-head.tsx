"use client";
import { ActionIcon } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./diff.module.css";
import type { CauseGroupData } from "./outputs";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";

const workloads = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

function pathOf(cause: NonNullable<CauseGroupData["cause"]>, name: string): string {
  const { kind, namespace } = cause;
  const place = [namespace, name].map(encodeURIComponent).join("/");
  if (kind === "Service") return `/services/${place}`;
  return workloads.has(kind) ? `/workloads/${place}` : `/config/${encodeURIComponent(kind)}/${place}`;
}

/** The object behind a group of changes: a link where it exists, how sure it is, and why. */
export function CauseHead({
  group,
  isFolded,
  onFold,
}: {
  group: CauseGroupData;
  isFolded: boolean;
  onFold: () => void;
}) {
  const t = useTranslations("diff");
  const href = useViewHref();
  const { cause, count } = group;
  const fold = (
    <ActionIcon
      size="sm"
      variant="subtle"
      color="gray"
      aria-expanded={!isFolded}
      aria-label={isFolded ? t("expand") : t("collapse")}
      onClick={onFold}
    >
      {isFolded ? <IconChevronRight size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
    </ActionIcon>
  );
  if (cause === undefined)
    return (
      <header className={classes.cause}>
        {fold}
        <h2 className={classes.causeName}>{t("unattributed")}</h2>
        <span className={classes.dim}>{t("unattributedNote")}</span>
        <span className={classes.count}>{t("count", { count })}</span>
      </header>
    );
  const { kind, namespace, name, existsNow } = cause;
  const text =
    name === undefined
      ? t("someObject", { kind, namespace: namespace === "" ? "none" : namespace })
      : `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  return (
    <header className={classes.cause}>
      {fold}
      <h2 className={classes.causeName}>
        {name === undefined || existsNow === false ? (
          text
        ) : (
          <Link href={href(pathOf(cause, name))}>{text}</Link>
        )}
      </h2>
      {existsNow === false ? <StatusBadge tone="idle" label={t("gone")} /> : null}
      <span className={classes.dim}>
        {t("because", {
          confidence: t(`confidence.${cause.confidence}`),
          reason: t(`reason.${cause.reason}`),
        })}
      </span>
      <span className={classes.count}>{t("count", { count })}</span>
    </header>
  );
}
