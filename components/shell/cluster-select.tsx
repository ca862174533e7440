"use client";
import { Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import { useSetScope } from "@/components/query/use-scope";

export function ClusterSelect({
  clusters,
  current,
}: {
  clusters: readonly string[];
  current: string | undefined;
}) {
  const t = useTranslations("shell");
  const set = useSetScope();
  return (
    <Select
      size="xs"
      w={120}
      data={[...clusters]}
      value={current ?? null}
      onChange={(value) => void set.cluster(value ?? "")}
      allowDeselect={false}
      searchable={clusters.length > 8}
      aria-label={t("cluster")}
      placeholder={t("cluster")}
    />
  );
}
