"use client";
import { Button, Divider, Group, Popover, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { IconChevronDown, IconClock, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { useScope, useSetScope } from "@/components/query/use-scope";
import { defaultRange, durationMsFromText, textFromDurationMs } from "@/lib/url/scope";
import { spanFromRange } from "@/lib/time-range";
import { formatTime } from "@/lib/format/duration";

const presets = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "1d", "7d"];

function localText(timeMs: number): string {
  const date = new Date(timeMs - new Date(timeMs).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16);
}

/** Relative or absolute range; "pause" fixes the present range on the clock. */
export function TimeRangePicker() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const { range } = useScope();
  const set = useSetScope();
  const [opened, setOpened] = useState(false);
  const label =
    range.kind === "relative"
      ? t("range.last", { text: textFromDurationMs(range.durationMs) })
      : `${formatTime(range.startMs, locale, 0)} – ${formatTime(range.endMs, locale, 0)}`;
  function toggle() {
    const now = Date.now();
    void set.range(
      range.kind === "relative"
        ? { kind: "absolute", startMs: now - range.durationMs, endMs: now }
        : defaultRange,
    );
  }
  const pauseLabel = range.kind === "relative" ? t("range.pause") : t("range.resume");
  return (
    <Button.Group>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width={440} trapFocus withinPortal>
        <Popover.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconClock size={14} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            onClick={() => setOpened((open) => !open)}
            aria-label={`${t("range.label")}: ${label}`}
          >
            <span suppressHydrationWarning>{label}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <RangeChoices onDone={() => setOpened(false)} />
        </Popover.Dropdown>
      </Popover>
      <Button size="xs" px={8} variant="default" onClick={toggle} aria-label={pauseLabel} title={pauseLabel}>
        {range.kind === "relative" ? (
          <IconPlayerPause size={14} aria-hidden />
        ) : (
          <IconPlayerPlay size={14} aria-hidden />
        )}
      </Button>
    </Button.Group>
  );
}

function RangeChoices({ onDone }: { onDone: () => void }) {
  const t = useTranslations("shell");
  const { range } = useScope();
  const set = useSetScope();
  const [from, setFrom] = useState(() => localText(spanFromRange(range, Date.now()).startMs));
  const [to, setTo] = useState(() => localText(spanFromRange(range, Date.now()).endMs));
  const startMs = Date.parse(from);
  const endMs = Date.parse(to);
  const valid = endMs > startMs;
  return (
    <Stack gap={10}>
      <Text size="xs" fw={600}>
        {t("range.relative")}
      </Text>
      <SimpleGrid cols={3} spacing={6}>
        {presets.map((text) => (
          <Button
            key={text}
            size="compact-xs"
            variant={
              range.kind === "relative" && textFromDurationMs(range.durationMs) === text
                ? "filled"
                : "default"
            }
            onClick={() => {
              void set.range({ kind: "relative", durationMs: durationMsFromText(text) ?? 900_000 });
              onDone();
            }}
          >
            {t("range.last", { text })}
          </Button>
        ))}
      </SimpleGrid>
      <Divider />
      <Text size="xs" fw={600}>
        {t("range.absolute")} ({Intl.DateTimeFormat().resolvedOptions().timeZone})
      </Text>
      <Group grow align="start">
        <TextInput
          type="datetime-local"
          size="xs"
          label={t("range.from")}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          size="xs"
          label={t("range.to")}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          error={valid ? undefined : t("range.invalid")}
        />
      </Group>
      <Button
        size="xs"
        disabled={!valid}
        onClick={() => {
          void set.range({ kind: "absolute", startMs, endMs });
          onDone();
        }}
      >
        {t("range.apply")}
      </Button>
    </Stack>
  );
}
