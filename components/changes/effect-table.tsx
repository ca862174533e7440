"use client";
import { Table } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import type { RouterOutputs } from "./router-outputs";
import { Measure } from "@/components/ui/measure";
import { formatAge } from "@/lib/format/duration";

type Effect = NonNullable<RouterOutputs["changes"]["verify"]["data"]["effect"]>;

const parts = ["ok", "errors", "denied", "faults"] as const;
const fields = {
  ok: "okPercent",
  errors: "errorPercent",
  denied: "deniedPercent",
  faults: "faultPercent",
} as const;

/** How the service's requests ended before the write and since. */
export function EffectTable({ effect }: { effect: Effect }) {
  const t = useTranslations("changes.verify.effect");
  return (
    <div>
      <h3 className={classes.partTitle}>{t("title")}</h3>
      <span className={classes.muted}>
        {t("window", { before: formatAge(effect.beforeMs), after: formatAge(effect.afterMs) })}
      </span>
      <Table withRowBorders={false} verticalSpacing={4} maw={520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("signal")}</Table.Th>
            <Table.Th ta="end">{t("before")}</Table.Th>
            <Table.Th ta="end">{t("after")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Table.Tr>
            <Table.Td>{t("requests")}</Table.Td>
            <Table.Td ta="end">
              <Measure value={effect.before?.requests} unit="count" />
            </Table.Td>
            <Table.Td ta="end">
              <Measure value={effect.after?.requests} unit="count" />
            </Table.Td>
          </Table.Tr>
          {parts.map((part) => (
            <Table.Tr key={part}>
              <Table.Td>{t(part)}</Table.Td>
              <Table.Td ta="end">
                <Measure value={effect.before?.[fields[part]]} unit="percent" />
              </Table.Td>
              <Table.Td ta="end">
                <Measure value={effect.after?.[fields[part]]} unit="percent" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
