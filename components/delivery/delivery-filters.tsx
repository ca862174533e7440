"use client";
import { Select } from "@mantine/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import { deliveryKinds, deliveryOwners, type DeliveryRow } from "@/lib/delivery/list-row";

const phases = ["active", "ended", "standing"] as const;
type Phase = (typeof phases)[number];
const parsers = {
  kind: parseAsStringLiteral(deliveryKinds),
  owner: parseAsStringLiteral(deliveryOwners),
  phase: parseAsStringLiteral(phases),
  service: parseAsString,
};

const phaseOf = ({ isActive, state }: DeliveryRow): Phase =>
  isActive ? "active" : state === "ended" ? "ended" : "standing";

/** The table's filters, kept in the URL: `?service=shop/cart` is everything about one service. */
export function useDeliveryFilters() {
  const [filters, setFilters] = useQueryStates(parsers);
  const keep = (row: DeliveryRow) =>
    (filters.kind === null || row.kind === filters.kind) &&
    (filters.owner === null || row.owner === filters.owner) &&
    (filters.phase === null || phaseOf(row) === filters.phase) &&
    (filters.service === null || `${row.service.namespace}/${row.service.name}` === filters.service);
  return { filters, setFilters, keep };
}

type Props = Pick<ReturnType<typeof useDeliveryFilters>, "filters" | "setFilters"> & {
  readonly rows: readonly DeliveryRow[];
};

export function DeliveryFilters({ rows, filters, setFilters }: Props) {
  const t = useTranslations("delivery");
  const services = new Set([
    ...rows.map(({ service }) => `${service.namespace}/${service.name}`),
    ...(filters.service === null ? [] : [filters.service]),
  ]);
  const select = (
    id: keyof typeof parsers,
    placeholder: string,
    data: readonly { readonly value: string; readonly label: string }[],
    width: number,
  ) => (
    <Select
      size="xs"
      w={width}
      aria-label={placeholder}
      placeholder={placeholder}
      clearable
      searchable={id === "service"}
      value={filters[id]}
      onChange={(value) => void setFilters({ [id]: value })}
      data={[...data]}
    />
  );
  return (
    <>
      {select(
        "kind",
        t("kindLabel"),
        deliveryKinds.map((value) => ({ value, label: t(`kind.${value}`) })),
        140,
      )}
      {select(
        "owner",
        t("ownerLabel"),
        deliveryOwners.map((value) => ({ value, label: t(`owner.${value}`) })),
        130,
      )}
      {select(
        "phase",
        t("when"),
        phases.map((value) => ({ value, label: t(`phase.${value}`) })),
        120,
      )}
      {select(
        "service",
        t("column.service"),
        [...services].toSorted().map((value) => ({ value, label: value })),
        180,
      )}
    </>
  );
}
