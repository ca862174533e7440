"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { AccessBadge, accessWord } from "./access-badge";
import { EncryptionCell } from "./encryption-cell";
import { FindingsBadge } from "./findings-badge";
import { ModeBadge } from "./mode-badge";
import { TimeLeft } from "./security-stats";
import type { WorkloadPosture } from "./outputs";
import classes from "./security.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { unknownText } from "@/lib/format/measure";

type Column = DataColumn<WorkloadPosture>;

/** Columns of the workloads: what each accepts, what was measured, who may call, what the checks say. */
export function useWorkloadColumns(hasCertificates: boolean): readonly Column[] {
  const t = useTranslations("security");
  const href = useViewHref();
  return useMemo(
    () => [
      {
        id: "workload",
        header: t("col.workload"),
        grow: 2,
        width: 150,
        value: (row) => row.name,
        cell: (row) => (
          <Link
            title={row.name}
            href={href(`/workloads/${encodeURIComponent(row.namespace)}/${encodeURIComponent(row.name)}`)}
          >
            {row.name}
          </Link>
        ),
      },
      { id: "namespace", header: t("col.namespace"), grow: 1, width: 116, value: (row) => row.namespace },
      {
        id: "dataplane",
        header: t("col.dataplane"),
        width: 104,
        value: (row) => t(`dataplane.${row.dataplane}`),
      },
      modeColumn(t),
      {
        id: "measured",
        header: t("col.measured"),
        width: 104,
        align: "end",
        value: (row) => row.encryption?.mtlsRatio,
        cell: (row) => <EncryptionCell encryption={row.encryption} />,
      },
      {
        id: "access",
        header: t("col.access"),
        width: 188,
        value: (row) => t(`access.${accessWord(row.access)}`),
        cell: (row) => <AccessBadge access={row.access} />,
      },
      tokenColumn(t),
      {
        id: "findings",
        header: t("col.findings"),
        width: 96,
        value: (row) => row.findings.error * 1000 + row.findings.warning,
        cell: (row) => <FindingsBadge findings={row.findings} />,
      },
      ...(hasCertificates ? [certificateColumn(t)] : []),
    ],
    [t, href, hasCertificates],
  );
}

type Texts = ReturnType<typeof useTranslations<"security">>;

function modeColumn(t: Texts): Column {
  return {
    id: "mtls",
    header: t("col.mtls"),
    grow: 2,
    width: 230,
    value: (row) => (isOutside(row) ? t("notInMesh") : (row.mtls?.mode ?? undefined)),
    cell: (row) =>
      isOutside(row) ? (
        <span className={classes.muted}>{t(row.dataplane === "gateway" ? "ownListeners" : "notInMesh")}</span>
      ) : (
        <ModeBadge mtls={row.mtls} />
      ),
  };
}

function isOutside({ dataplane }: WorkloadPosture): boolean {
  return dataplane === "none" || dataplane === "gateway";
}

function tokenColumn(t: Texts): Column {
  const word = ({ tokens }: WorkloadPosture) =>
    tokens === undefined
      ? undefined
      : tokens.policies.length === 0
        ? t("tokens.none")
        : t(tokens.isRequired ? "tokens.required" : "tokens.checked");
  return {
    id: "tokens",
    header: t("col.tokens"),
    width: 92,
    value: word,
    cell: (row) => (
      <span className={row.tokens?.policies.length === 0 ? classes.muted : undefined}>
        {word(row) ?? unknownText}
      </span>
    ),
  };
}

function certificateColumn(t: Texts): Column {
  return {
    id: "certificate",
    header: t("col.certificate"),
    width: 96,
    align: "end",
    value: (row) => row.certificateExpiryMs,
    cell: (row) => <TimeLeft timeMs={row.certificateExpiryMs} />,
  };
}
