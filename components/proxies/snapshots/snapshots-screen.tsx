"use client";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/ui/page-header";

/** Dumps that were kept or uploaded. */
export function SnapshotsScreen() {
  const t = useTranslations("snapshots");
  return <PageHeader title={t("title")} />;
}
