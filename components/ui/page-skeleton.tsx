"use client";
import { Skeleton, Stack } from "@mantine/core";
import { useTranslations } from "use-intl";

/** Stands for a page while its first read is under way; `rows` of 36 px keep the place of a table. */
export function PageSkeleton({ rows = 12 }: { rows?: number }) {
  const t = useTranslations("common");
  return (
    <Stack gap={6} role="status" aria-label={t("loading")}>
      <Skeleton h="34px" />
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} h="30px" />
      ))}
    </Stack>
  );
}
