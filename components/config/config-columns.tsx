"use client";
import { useTranslations } from "use-intl";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { useViewHref } from "@/components/query/use-view-href";
import type { DataColumn } from "@/components/ui/data-table";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatAge } from "@/lib/format/duration";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";

type Row = RouterOutputs["config"]["list"]["data"][number];

const countOf = (row: Row, severity: "error" | "warning") =>
  row.findings.filter((finding) => finding.severity === severity).length;

/** Kinds that the rules read; silence about other kinds says nothing. */
const checkedKinds = new Set(["VirtualService", "DestinationRule", "HTTPRoute"]);

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
      width: 140,
      grow: 1,
    },
    { id: "namespace", header: t("namespace"), value: ({ ref }) => ref.namespace, width: 110, grow: 1 },
    {
      id: "name",
      header: t("name"),
      value: ({ ref }) => ref.name,
      cell: ({ ref }) => (
        <Link title={ref.name} href={hrefOf(ref)}>
          {ref.name}
        </Link>
      ),
      width: 140,
      grow: 2,
    },
    {
      id: "owner",
      header: t("owner"),
      value: ({ owners }) =>
        owners.length === 0
          ? t("ours")
          : owners.map(({ kind, name }) => `${c(`owners.kind.${kind}`)} ${name}`).join(", "),
      width: 150,
      grow: 2,
    },
    {
      id: "age",
      header: t("age"),
      value: ({ createdAtMs }) => (createdAtMs === undefined ? undefined : nowMs - createdAtMs),
      cell: ({ createdAtMs }) => (createdAtMs === undefined ? "—" : formatAge(nowMs - createdAtMs)),
      align: "end",
      width: 90,
    },
    {
      id: "findings",
      header: t("findings"),
      value: (row) => countOf(row, "error") * 1000 + countOf(row, "warning"),
      cell: (row) => <Findings row={row} />,
      width: 140,
    },
  ];
}

function Findings({ row }: { row: Row }) {
  const t = useTranslations("config");
  const [errors, warnings] = [countOf(row, "error"), countOf(row, "warning")];
  if (errors > 0) return <StatusBadge tone="failing" label={t("errors", { count: errors })} />;
  if (warnings > 0) return <StatusBadge tone="degraded" label={t("warnings", { count: warnings })} />;
  return checkedKinds.has(row.ref.kind) ? (
    <StatusBadge tone="ok" label={t("ok")} />
  ) : (
    <StatusBadge tone="unknown" label={t("notChecked")} />
  );
}
