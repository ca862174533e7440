"use client";
import { Alert, Button, Group } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import type { ShownError } from "./error-state";
import { usePhrases } from "./use-phrases";
import { formatTime } from "@/lib/format/duration";

/** Says that what is shown is old because the refresh failed. */
export function StaleNotice({
  error,
  updatedAtMs,
  onRetry,
}: {
  error: ShownError;
  updatedAtMs: number;
  onRetry: () => void;
}) {
  const t = useTranslations("common");
  const locale = useLocale();
  const phrases = usePhrases();
  const message = phrases.error(error);
  return (
    <Alert color="yellow" variant="light" mb={10} py={6}>
      <Group justify="space-between" gap={8}>
        <span>{t("stale", { time: formatTime(updatedAtMs, locale), message })}</span>
        <Button size="compact-xs" variant="default" onClick={onRetry}>
          {t("retry")}
        </Button>
      </Group>
    </Alert>
  );
}
