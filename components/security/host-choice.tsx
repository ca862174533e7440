"use client";
import { Button, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./security.module.css";
import { useShell } from "@/components/shell/use-shell";
import { Section } from "@/components/ui/section";
import type { IntentTarget } from "@/lib/changes/intent-module";

const wholeHost = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/i;

/** A host that no Service stands for, and the namespace whose callers it is about. */
export function HostChoice({ onChoose }: { onChoose: (target: IntentTarget) => void }) {
  const t = useTranslations("security");
  const namespaces = useShell().data?.namespaces ?? [];
  const [host, setHost] = useState("");
  const [namespace, setNamespace] = useState<string | null>(null);
  const [isAsked, setAsked] = useState(false);
  const isWrong = !wholeHost.test(host.trim());
  return (
    <Section title={t("target.host")}>
      <form
        noValidate
        className={classes.hostForm}
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (!isWrong && namespace !== null) onChoose({ namespace, name: host.trim() });
        }}
      >
        <TextInput
          label={t("form.host")}
          placeholder={t("target.hostPlaceholder")}
          value={host}
          onChange={(event) => setHost(event.currentTarget.value)}
          error={isAsked && isWrong ? t("target.hostWrong") : undefined}
          size="xs"
          w={280}
        />
        <Select
          label={t("target.hostNamespace")}
          data={namespaces.map((one) => one.name)}
          value={namespace}
          onChange={setNamespace}
          error={isAsked && namespace === null}
          searchable
          size="xs"
        />
        <Button type="submit" size="xs" variant="default">
          {t("target.hostGo")}
        </Button>
      </form>
    </Section>
  );
}
