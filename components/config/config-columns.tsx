"use client";
import { useTranslations } from "use-intl";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatAge } from "@/lib/format/duration";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";

export type ConfigRow = RouterOutputs["config"]["list"]["data"][number];

type Row = ConfigRow;

const countOf = (row: Row, severity: "error" | "warning") =>
  row.findings.filter((finding) => finding.severity === severity).length;

/** The rules say nothing of these, so that silence is no praise. */
const unchecked = new Set(["ServiceAccount", "GatewayClass"]);

/** Who keeps an object, as the table shows it and the filter offers it. */
export function ownerWords(
  { owners }: Row,
  nobody: string,
  kindWord: (kind: Row["owners"][number]["kind"]) => string,
): string {
  if (owners.length === 0) return nobody;
  return owners.map(({ kind, name }) => `${kindWord(kind)} ${name}`).join(", ");
}

/** The page of an object, in the present scope. */
export function useObjectHref(): (ref: Row["ref"]) => string {
  const href = useViewHref();
  return (ref) => {
    const parts = [ref.kind, ref.namespace === "" ? "_" : ref.namespace, ref.name];
    return href(`/config/${parts.map(encodeURIComponent).join("/")}`, {
      group: groupFromApiVersion(ref.apiVersion),
    });
  };
}

export function useConfigColumns(nowMs: number): readonly DataColumn<Row>[] {
  const t = useTranslations("config");
  const c = useTranslations("changes");
  const hrefOf = useObjectHref();
  return [
    {
      id: "kind",
      header: t("kind"),
      value: ({ ref }) =>
        groupFromApiVersion(ref.apiVersion) === "gateway.networking.k8s.io" && ref.kind === "Gateway"
          ? "Gateway (Gateway API)"
          : ref.kind,
      width: 160,
    },
    { id: "namespace", header: t("namespace"), value: ({ ref }) => ref.namespace, width: 112 },
    {
      id: "name",
      header: t("name"),
      value: ({ ref }) => ref.name,
      cell: ({ ref }) => (
        <Link title={ref.name} href={hrefOf(ref)}>
          {ref.name}
        </Link>
      ),
      width: 130,
      grow: 2,
    },
    {
      id: "owner",
      header: t("owner"),
      value: (row) => ownerWords(row, t("ours"), (kind) => c(`owners.kind.${kind}`)),
      width: 130,
      grow: 2,
    },
    {
      id: "age",
      header: t("age"),
      value: ({ createdAtMs }) => (createdAtMs === undefined ? undefined : nowMs - createdAtMs),
      cell: ({ createdAtMs }) => (createdAtMs === undefined ? "—" : formatAge(nowMs - createdAtMs)),
      align: "end",
      width: 80,
    },
    {
      id: "findings",
      header: t("findings"),
      value: (row) =>
        countOf(row, "error") * 1_000_000 + countOf(row, "warning") * 1000 + row.findings.length,
      cell: (row) => <Findings row={row} />,
      width: 125,
    },
    {
      id: "references",
      header: t("references.column"),
      value: (row) => row.brokenReferences,
      cell: (row) =>
        row.brokenReferences === 0 ? (
          t("references.whole")
        ) : (
          <StatusBadge tone="failing" label={t("references.broken", { count: row.brokenReferences })} />
        ),
      width: 110,
    },
  ];
}

function Findings({ row }: { row: Row }) {
  const t = useTranslations("config");
  const [errors, warnings] = [countOf(row, "error"), countOf(row, "warning")];
  if (errors > 0) return <StatusBadge tone="failing" label={t("errors", { count: errors })} />;
  if (warnings > 0) return <StatusBadge tone="degraded" label={t("warnings", { count: warnings })} />;
  const infos = row.findings.length;
  if (infos > 0) return <StatusBadge tone="info" label={t("infos", { count: infos })} />;
  return unchecked.has(row.ref.kind) ? (
    <StatusBadge tone="unknown" label={t("notChecked")} />
  ) : (
    <StatusBadge tone="ok" label={t("ok")} />
  );
}
