"use client";
import { useTranslations } from "use-intl";
import classes from "./endpoints.module.css";
import type { EndpointsData } from "./outputs";
import { isLasting } from "@/lib/endpoints/settling";
import { StatusBadge } from "@/components/ui/status-badge";
import { usePhrases } from "@/components/ui/use-phrases";

/** How many addresses differ, and which source could not be asked, with the way out. */
export function TruthSources({ data }: { data: EndpointsData }) {
  const t = useTranslations("endpoints");
  const phrases = usePhrases();
  const differing = data.rows.filter(({ differences }) => differences.some(isLasting)).length;
  const settling = data.rows.filter(
    ({ differences }) =>
      !differences.some(isLasting) && differences.some(({ isSettling }) => isSettling === true),
  ).length;
  const silent = [
    { name: "Kubernetes", told: data.kubernetes },
    { name: "istiod", told: data.istiod },
    ...data.clients.map(({ namespace, pod, envoy }) => ({ name: `${namespace}/${pod}`, told: envoy })),
  ].flatMap(({ name, told }) => (told.state === "unknown" ? [{ name, ...told }] : []));
  return (
    <div className={classes.verdict} role="status">
      <StatusBadge
        tone={differing > 0 ? "failing" : settling > 0 ? "info" : silent.length > 0 ? "unknown" : "ok"}
        label={
          differing > 0
            ? t("verdict.differ", { count: differing })
            : settling > 0
              ? t("verdict.settling", { count: settling })
              : silent.length > 0
                ? t("verdict.partial")
                : t("verdict.same", { count: data.rows.length })
        }
      />
      {silent.map((told) => (
        <p key={told.name} className={classes.silent}>
          <strong>{t("silent", { name: told.name })}</strong> {phrases.message(told)}{" "}
          <em>{phrases.hint(told)}</em>
        </p>
      ))}
    </div>
  );
}
