"use client";
import { useErrorToast } from "@/components/ui/use-error-toast";
import { Button, Group, SegmentedControl, Select, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import { dayText, type FindingRow } from "./findings-columns";
import classes from "./findings.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { objectKey } from "@/lib/mesh/object-ref";

const dayMs = 86_400_000;
const spans = ["1", "7", "30", "90", "365"] as const;
const scopes = ["object", "namespace", "code"] as const;
type Scope = (typeof scopes)[number];

function targetOf({ object }: FindingRow["finding"], scope: Scope) {
  if (scope === "object") return { objectKey: objectKey(object) };
  return scope === "namespace" ? { namespace: object.namespace } : {};
}

/** Reason, last day and extent: a suppression without these is how findings get lost. */
export function SuppressForm({ row, onDone }: { row: FindingRow; onDone: () => void }) {
  const t = useTranslations("findings");
  const showError = useErrorToast();
  const c = useTranslations("common");
  const locale = useLocale();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cluster } = useScope();
  const [reason, setReason] = useState("");
  const [days, setDays] = useState<string>("30");
  const [scope, setScope] = useState<Scope>("object");
  const { code, object } = row.finding;
  const save = useMutation(
    trpc.findings.suppress.mutationOptions({
      onSuccess: async ({ expiresAtMs }) => {
        onDone();
        notifications.show({ message: t("suppress.done", { code, date: dayText(expiresAtMs, locale) }) });
        await queryClient.invalidateQueries(trpc.findings.pathFilter());
      },
      onError: (error) => showError(t("suppress.failed"), error),
    }),
  );
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const expiresAtMs = Date.now() + Number(days) * dayMs;
    save.mutate({ cluster, code, reason, expiresAtMs, ...targetOf(row.finding, scope) });
  };
  const labels: Record<Scope, string> = {
    object: t("suppress.scopeObject"),
    namespace: t("suppress.scopeNamespace", { namespace: object.namespace }),
    code: t("suppress.scopeCode"),
  };
  return (
    <form onSubmit={submit} className={classes.form} aria-label={t("suppress.title")}>
      <Textarea
        size="xs"
        label={t("suppress.reason")}
        description={t("suppress.reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        autosize
        minRows={2}
        maxLength={2000}
        data-autofocus
      />
      <Select
        size="xs"
        label={t("suppress.until")}
        data={spans.map((value) => ({ value, label: t("suppress.days", { count: Number(value) }) }))}
        value={days}
        allowDeselect={false}
        onChange={(value) => setDays(value ?? "30")}
      />
      <SegmentedControl
        size="xs"
        aria-label={t("suppress.scope")}
        value={scope}
        onChange={(value) => setScope(scopes.find((one) => one === value) ?? "object")}
        data={scopes
          .filter((value) => value !== "namespace" || object.namespace !== "")
          .map((value) => ({ value, label: labels[value] }))}
      />
      <Group gap={8}>
        <Button size="xs" type="submit" loading={save.isPending} disabled={reason.trim() === ""}>
          {t("suppress.save")}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {c("cancel")}
        </Button>
      </Group>
    </form>
  );
}
