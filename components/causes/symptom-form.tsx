"use client";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./causes.module.css";
import type { AskedSymptom } from "./why-params";
import { isFlagText, statusFromText } from "@/lib/causes/asked";

type Props = {
  readonly symptom: AskedSymptom | undefined;
  /** What the URL says, right or wrong: it stays to be mended. */
  readonly typed: { readonly code: string | null; readonly flag: string | null };
  readonly onAsk: (symptom: AskedSymptom) => void;
};

/** A symptom from an access log, which says more than the metrics do. */
export function SymptomForm({ symptom, typed, onAsk }: Props) {
  const t = useTranslations("causes");
  const [code, setCode] = useState(typed.code ?? `${symptom?.code ?? 503}`);
  const [flag, setFlag] = useState(typed.flag ?? symptom?.flag ?? "-");
  const [details, setDetails] = useState(symptom?.details ?? "");
  const trimmed = flag.trim() === "" ? "-" : flag.trim();
  const status = statusFromText(code);
  const isFlag = isFlagText(trimmed);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (status === undefined || !isFlag) return;
        // Who reported it is known of the picked row alone.
        const isSame = symptom?.code === status && symptom.flag === trimmed;
        onAsk({
          code: status,
          flag: trimmed.toUpperCase(),
          details: details.trim(),
          reporter: isSame ? symptom.reporter : "unknown",
          protocol: isSame ? symptom.protocol : "unknown",
          ...(isSame && symptom.grpcStatus !== undefined ? { grpcStatus: symptom.grpcStatus } : {}),
          ...(symptom?.from === undefined ? {} : { from: symptom.from }),
          ...(symptom?.to === undefined ? {} : { to: symptom.to }),
        });
      }}
    >
      <TextInput
        size="xs"
        label={t("form.code")}
        inputMode="numeric"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        error={status === undefined ? t("form.codeWrong") : null}
        className={classes.narrow}
      />
      <TextInput
        size="xs"
        label={t("form.flag")}
        value={flag}
        onChange={(event) => setFlag(event.currentTarget.value)}
        error={isFlag ? null : t("form.flagWrong")}
        className={classes.narrow}
      />
      <TextInput
        size="xs"
        label={t("form.details")}
        placeholder="via_upstream"
        value={details}
        onChange={(event) => setDetails(event.currentTarget.value)}
        className={classes.wide}
      />
      <Button type="submit" size="xs" variant="default">
        {t("form.explain")}
      </Button>
    </form>
  );
}
