"use client";
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./causes.module.css";
import type { AskedSymptom } from "./why-params";

type Props = {
  readonly symptom: AskedSymptom | undefined;
  readonly onAsk: (symptom: AskedSymptom) => void;
};

const flagForm = /^(-|[A-Za-z0-9_]+(,[A-Za-z0-9_]+)*)$/;

/** A symptom from an access log, which says more than the metrics do. */
export function SymptomForm({ symptom, onAsk }: Props) {
  const t = useTranslations("causes");
  const [code, setCode] = useState<number | string>(symptom?.code ?? 503);
  const [flag, setFlag] = useState(symptom?.flag ?? "-");
  const [details, setDetails] = useState(symptom?.details ?? "");
  const trimmed = flag.trim() === "" ? "-" : flag.trim();
  const isCode = typeof code === "number" && Number.isInteger(code) && code >= 0 && code <= 599;
  const isFlag = flagForm.test(trimmed);
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isCode || !isFlag) return;
        // Who reported it is known of the picked row alone.
        const isSame = symptom?.code === code && symptom.flag === trimmed;
        onAsk({
          code,
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
      <NumberInput
        size="xs"
        label={t("form.code")}
        min={0}
        max={599}
        hideControls
        value={code}
        onChange={setCode}
        error={isCode ? null : t("form.codeWrong")}
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
