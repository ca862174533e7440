"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { RawRow, SecretRow } from "../outputs";
import { OwnerLink, ownerText } from "../owner-link";
import { Remaining } from "../remaining";
import { known, useStateColumn } from "./state-column";
import type { DataColumn } from "@/components/ui/data-table";
import { Measure } from "@/components/ui/measure";
import { StatusBadge } from "@/components/ui/status-badge";
import type { EcdsRow, ScopedRouteRow } from "@/lib/proxies/section-rows";

type Certificate = SecretRow["certificates"][number];

/** A chain holds as long as every certificate of it does. */
function firstToExpire({ certificates }: SecretRow): Certificate | undefined {
  return certificates.toSorted((one, other) => one.notAfterMs - other.notAfterMs)[0];
}

/** Both ends, for filters and files: `2026-11-22T05:22:24Z – 2026-11-23T05:24:24Z`. */
function validityText(certificate: Certificate | undefined): string | undefined {
  if (certificate === undefined) return undefined;
  const time = (ms: number) =>
    Number.isFinite(ms) ? new Date(ms).toISOString().replace(/\.\d+Z$/, "Z") : "?";
  return `${time(certificate.notBeforeMs)} – ${time(certificate.notAfterMs)}`;
}

/** Columns of secrets: the first certificate stands for the chain, its validity is that of the first to expire. */
export function useSecretColumns(): readonly DataColumn<SecretRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<SecretRow>();
  return useMemo(
    () => [
      { id: "name", header: t("col.name"), width: 130, value: (row) => row.name },
      { id: "kind", header: t("col.kind"), width: 140, value: (row) => t(`secretKind.${row.kind}`) },
      {
        id: "sans",
        header: t("col.sans"),
        width: 250,
        grow: 1,
        value: (row) => row.certificates[0]?.subjectAltNames.join(", ") || row.certificates[0]?.subject,
      },
      { id: "issuer", header: t("panel.issuer"), width: 130, value: (row) => row.certificates[0]?.issuer },
      { id: "serial", header: t("col.serial"), width: 150, value: (row) => row.certificates[0]?.serial },
      {
        id: "certificates",
        header: t("col.certificates"),
        width: 96,
        align: "end",
        value: (row) => row.certificates.length,
      },
      {
        id: "remaining",
        header: t("col.remaining"),
        width: 124,
        value: (row) => firstToExpire(row)?.notAfterMs,
        text: (row) => validityText(firstToExpire(row)),
        cell: (row) =>
          row.isDelivered ? (
            <Remaining cert={firstToExpire(row) ?? {}} />
          ) : (
            <StatusBadge tone="degraded" label={t("notDelivered")} />
          ),
      },
      state,
    ],
    [t, state],
  );
}

/** Columns of filters that came by discovery. */
export function useEcdsColumns(): readonly DataColumn<EcdsRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<EcdsRow>();
  return useMemo(
    () => [
      { id: "name", header: t("col.name"), width: 240, value: (row) => row.name },
      { id: "type", header: t("col.type"), width: 320, grow: 1, value: (row) => known(row.type) },
      { id: "detail", header: t("fact.code"), width: 260, grow: 1, value: (row) => known(row.detail) },
      {
        id: "owner",
        header: t("col.owner"),
        width: 170,
        value: (row) => row.owner?.name,
        text: (row) => ownerText(row.owner),
        cell: (row) => <OwnerLink owner={row.owner} />,
      },
      state,
    ],
    [t, state],
  );
}

/** Columns of route scopes. */
export function useScopedRouteColumns(): readonly DataColumn<ScopedRouteRow>[] {
  const t = useTranslations("proxies");
  const state = useStateColumn<ScopedRouteRow>();
  return useMemo(
    () => [
      { id: "name", header: t("col.name"), width: 200, value: (row) => row.name },
      { id: "scope", header: t("col.scope"), width: 200, grow: 1, value: (row) => known(row.scope) },
      { id: "key", header: t("col.scopeKey"), width: 200, value: (row) => known(row.scopeKey) },
      { id: "routes", header: t("tab.routes"), width: 200, value: (row) => known(row.routeConfig) },
      state,
    ],
    [t, state],
  );
}

/** Columns of every resource of a dump, those of unknown types too. */
export function useRawColumns(): readonly DataColumn<RawRow>[] {
  const t = useTranslations("proxies");
  return useMemo(
    () => [
      {
        id: "name",
        header: t("col.name"),
        width: 280,
        grow: 1,
        value: (row) => (row.name === "" ? row.id : row.name),
      },
      { id: "section", header: t("col.section"), width: 120, value: (row) => row.section },
      { id: "group", header: t("col.group"), width: 200, value: (row) => row.group },
      {
        id: "size",
        header: t("col.size"),
        width: 90,
        align: "end",
        value: (row) => row.sizeBytes,
        cell: (row) => <Measure value={row.sizeBytes} unit="bytes" />,
      },
    ],
    [t],
  );
}
