"use client";
import { useTranslations } from "use-intl";
import { useImpact } from "./use-impact";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import type { ChangeRequest } from "@/lib/changes/change-set";

/** What the change would do to live traffic, kept up with each settled edit of `request`. */
export function ImpactPanel({ request, cluster }: { request: ChangeRequest | undefined; cluster?: string }) {
  const t = useTranslations("impact");
  const { query } = useImpact(request, cluster);
  return (
    <Section title={t("title")}>
      {request === undefined ? null : <QueryBoundary query={query}>{(data) => data.title}</QueryBoundary>}
    </Section>
  );
}
