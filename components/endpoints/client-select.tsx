"use client";
import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/components/query/trpc";

type Props = {
  service: { cluster: string; namespace: string; name: string };
  value: readonly string[];
  onChange: (next: readonly string[]) => void;
};

/** Up to four proxies, those that call the service first. */
export function ClientSelect({ service, value, onChange }: Props) {
  const t = useTranslations("endpoints");
  const trpc = useTRPC();
  const query = useQuery(trpc.endpoints.clients.queryOptions(service));
  const choices = query.data?.data ?? [];
  const idOf = (choice: { namespace: string; pod: string }) => `${choice.namespace}/${choice.pod}`;
  const known = new Set(choices.map(idOf));
  const group = (title: string, isWanted: (isCaller: boolean) => boolean) => ({
    group: title,
    items: choices
      .filter(({ isCaller }) => isWanted(isCaller === true))
      .map((choice) => ({ value: idOf(choice), label: idOf(choice) })),
  });
  const others = value.filter((each) => !known.has(each)).map((each) => ({ value: each, label: each }));
  return (
    <MultiSelect
      size="xs"
      label={t("client.label")}
      placeholder={value.length === 0 ? t("client.placeholder") : undefined}
      data={[
        group(t("client.callers"), (isCaller) => isCaller),
        group(t("client.others"), (isCaller) => !isCaller),
        ...(others.length === 0 ? [] : [{ group: t("client.chosen"), items: others }]),
      ]}
      value={[...value]}
      onChange={onChange}
      maxValues={4}
      limit={200}
      searchable
      style={{ flex: 1, maxWidth: 720 }}
    />
  );
}
