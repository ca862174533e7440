"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "use-intl";

/** Keeps the place of `count` chart cards; stands in the same grid as the cards. */
export function ChartsSkeleton({ count = 4 }: { count?: number }) {
  const t = useTranslations("common");
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton
          key={index}
          h="232px"
          {...(index === 0 ? { role: "status", "aria-label": t("loading") } : {})}
        />
      ))}
    </>
  );
}
