"use client";
import { Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { StatusShape } from "./status-shape";
import { usePhrases } from "./use-phrases";
import type { Phrases } from "@/lib/errors";

export type ShownError = {
  readonly message: string;
  readonly data?:
    | {
        readonly hint?: string | undefined;
        readonly phrases?: Phrases | undefined;
        readonly reason?: string | undefined;
        readonly source?: string | undefined;
        readonly requestId?: string | undefined;
      }
    | null
    | undefined;
};

/** What failed, in its own words, what to do, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: ShownError; onRetry?: (() => void) | undefined }) {
  const t = useTranslations("common");
  const phrases = usePhrases();
  const hint = phrases.errorHint(error);
  const reason = error.data?.reason;
  const source = error.data?.source ?? "";
  const sourceName = t.has(`source.${source}` as "source.jaeger")
    ? t(`source.${source}` as "source.jaeger")
    : source;
  const advice =
    reason !== undefined && t.has(`fault.${reason}` as "fault.timeout")
      ? t(`fault.${reason}` as "fault.timeout", { source: sourceName })
      : undefined;
  return (
    <Stack gap={8} p={20} role="alert" maw={760}>
      <Group gap={8} c="var(--hd-failing)">
        <StatusShape tone="failing" sizePx={16} />
        <Title order={2} size="h4" c="var(--hd-text)">
          {t("errorTitle")}
        </Title>
      </Group>
      {advice === undefined ? null : <Text size="sm">{advice}</Text>}
      <Code block>{phrases.error(error)}</Code>
      {hint === undefined ? null : <Text size="sm">{hint}</Text>}
      <Group gap={8}>
        {onRetry === undefined ? null : (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t("retry")}
          </Button>
        )}
        {error.data?.requestId === undefined ? null : (
          <Text size="xs" c="var(--hd-text-muted)">
            {t("requestId", { id: error.data.requestId })}
          </Text>
        )}
      </Group>
    </Stack>
  );
}
