"use client";
import { TextInput } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { useTranslations } from "use-intl";
import { useViewHref } from "@/components/query/use-view-href";
import { traceIdFromText } from "@/lib/traces/trace-id";

/** Opens a pasted trace id, traceparent or link to a trace. */
export function TraceIdBox() {
  const t = useTranslations("traces");
  const router = useRouter();
  const href = useViewHref();
  const [text, setText] = useState("");
  const [refused, setRefused] = useState(false);

  function open(value: string): boolean {
    const traceId = traceIdFromText(value);
    setRefused(traceId === undefined && value.trim() !== "");
    if (traceId === undefined) return false;
    router.push(href(`/traces/${traceId}`));
    return true;
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    open(text);
  }

  return (
    <form onSubmit={submit}>
      <TextInput
        w={320}
        aria-label={t("openId.label")}
        placeholder={t("openId.placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setRefused(false);
        }}
        onPaste={(event) => {
          if (open(event.clipboardData.getData("text"))) event.preventDefault();
        }}
        error={refused ? t("openId.refused") : undefined}
        rightSection={<IconArrowRight size={16} aria-hidden />}
        spellCheck={false}
      />
    </form>
  );
}
