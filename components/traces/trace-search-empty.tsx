"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./trace-search.module.css";
import { EmptyState } from "@/components/ui/empty-state";
import type { TraceFilters } from "@/lib/url/traces";

/** Jaeger answers and knows no service at all: the proxies send nothing. */
export function NoTracedServices({ outsideNamespaces }: { outsideNamespaces: number }) {
  const t = useTranslations("traces");
  return outsideNamespaces > 0 ? (
    <EmptyState
      title={t("empty.namespacesTitle")}
      reason={t("empty.namespaces", { count: outsideNamespaces })}
    />
  ) : (
    <EmptyState title={t("empty.noServicesTitle")} reason={t("empty.noServices")} />
  );
}

/** No service is chosen yet: offers the first ones. */
export function ChooseService({
  services,
  onChoose,
}: {
  services: readonly string[];
  onChoose: (name: string) => void;
}) {
  const t = useTranslations("traces");
  return (
    <EmptyState
      title={t("empty.chooseTitle")}
      reason={t("empty.choose")}
      action={
        <div className={classes.chips}>
          {services.slice(0, 16).map((name) => (
            <Button key={name} size="compact-sm" variant="default" onClick={() => onChoose(name)}>
              {name}
            </Button>
          ))}
        </div>
      }
    />
  );
}

/** The search found nothing: names the filters that could be widened. */
export function NoMatch({ filters, outside }: { filters: TraceFilters; outside: number }) {
  const t = useTranslations("traces");
  const hints = [
    ...(outside > 0 ? [t("empty.hintNamespaces", { count: outside })] : []),
    ...(Object.keys(filters.tags).length > 0 ? [t("empty.hintTags")] : []),
    ...(filters.operation === undefined ? [] : [t("empty.hintOperation")]),
    ...(filters.minDurationUs === undefined && filters.maxDurationUs === undefined
      ? []
      : [t("empty.hintDuration")]),
    t("empty.hintRange"),
    t("empty.hintSampling"),
  ];
  return (
    <EmptyState
      title={t("empty.noMatchTitle")}
      reason={
        <ul style={{ textAlign: "start" }}>
          {hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      }
    />
  );
}
