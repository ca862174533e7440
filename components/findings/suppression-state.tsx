"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { dayText, type FindingRow } from "./findings-columns";
import classes from "./findings.module.css";
import { SuppressForm } from "./suppress-form";
import { useTRPC } from "@/components/query/trpc";

/** Whether the finding counts: the way to suppress it, or who did, why, and the way back. */
export function SuppressionState({ row }: { row: FindingRow }) {
  const t = useTranslations("findings");
  const [isAsked, setAsked] = useState(false);
  const { suppressed } = row;
  if (suppressed?.by === "annotation") {
    return <p className={classes.notice}>{t("suppress.annotated", suppressed)}</p>;
  }
  if (suppressed !== undefined) return <Suppressed row={row} suppression={suppressed.suppression} />;
  if (isAsked) return <SuppressForm row={row} onDone={() => setAsked(false)} />;
  return (
    <Button size="xs" variant="subtle" w="max-content" onClick={() => setAsked(true)}>
      {t("suppress.open")}
    </Button>
  );
}

type Suppression = Extract<NonNullable<FindingRow["suppressed"]>, { by: "console" }>["suppression"];

function Suppressed({ row, suppression }: { row: FindingRow; suppression: Suppression }) {
  const t = useTranslations("findings");
  const showError = useErrorToast();
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { code } = row.finding;
  const end = useMutation(
    trpc.findings.unsuppress.mutationOptions({
      onSuccess: async () => {
        notifications.show({ message: t("suppress.ended", { code }) });
        await queryClient.invalidateQueries(trpc.findings.pathFilter());
      },
      onError: (error) => showError(t("suppress.end"), error),
    }),
  );
  return (
    <div className={classes.notice}>
      <p>
        {t("suppress.by", {
          who: suppression.createdBy,
          date: dayText(suppression.createdAtMs, locale),
          reason: suppression.reason,
        })}
      </p>
      <p>{t("suppressedUntil", { date: dayText(suppression.expiresAtMs, locale) })}</p>
      <Button
        size="xs"
        variant="default"
        loading={end.isPending}
        onClick={() => end.mutate({ id: suppression.id })}
      >
        {t("suppress.end")}
      </Button>
    </div>
  );
}
