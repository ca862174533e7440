"use client";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/ui/page-header";

/** One kept dump: what it is, and all that is in it. */
export function SnapshotScreen({ id }: { id: string }) {
  const t = useTranslations("snapshots");
  return <PageHeader title={id} subtitle={t("one")} />;
}
