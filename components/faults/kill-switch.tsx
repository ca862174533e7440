"use client";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useLocale, useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { useKillSwitch } from "./kill-switch-banner";
import changeClasses from "@/components/changes/changes.module.css";
import type { RouterOutputs } from "@/components/changes/router-outputs";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { useShell } from "@/components/shell/use-shell";
import { ErrorState } from "@/components/ui/error-state";
import { Section } from "@/components/ui/section";
import { StatusShape } from "@/components/ui/status-shape";
import { formatInstant } from "@/lib/format/duration";

type Engaged = NonNullable<RouterOutputs["faults"]["killSwitch"]["read"]["engaged"]>;

function EngagedWords({ engaged }: { engaged: Engaged }) {
  const t = useTranslations("faults.switch");
  const locale = useLocale();
  return (
    <>
      {t("engagedBy", {
        actor: engaged.engagedBy,
        time: formatInstant(engaged.engagedAtMs, locale),
        reason: engaged.reason,
      })}
    </>
  );
}

/** Ends every experiment of the cluster and keeps new ones from beginning, with a reason; released with another. */
export function KillSwitch() {
  const t = useTranslations("faults.switch");
  const query = useKillSwitch();
  const readOnlyReason = useShell().data?.readOnlyReason;
  if (query.data === undefined) {
    return (
      <Section title={t("title")}>
        {query.error === null ? (
          <div className={classes.switchSkeleton} aria-busy />
        ) : (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Section>
    );
  }
  const { engaged } = query.data;
  return (
    <Section title={t("title")}>
      <div className={changeClasses.stack}>
        <p className={classes.switchState} data-engaged={engaged !== undefined}>
          <StatusShape tone={engaged === undefined ? "idle" : "failing"} />
          <span>
            <strong>{t(engaged === undefined ? "released" : "engaged")}</strong>{" "}
            {engaged === undefined ? t("what") : <EngagedWords engaged={engaged} />}
          </span>
        </p>
        {readOnlyReason === undefined ? (
          <SwitchForm key={String(engaged === undefined)} isEngaged={engaged !== undefined} />
        ) : (
          <span className={changeClasses.muted}>{readOnlyReason}</span>
        )}
      </div>
    </Section>
  );
}

function SwitchForm({ isEngaged }: { isEngaged: boolean }) {
  const t = useTranslations("faults.switch");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cluster } = useScope();
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const onSuccess = () => queryClient.invalidateQueries(trpc.faults.pathFilter());
  const engage = useMutation(trpc.faults.killSwitch.engage.mutationOptions({ onSuccess }));
  const release = useMutation(trpc.faults.killSwitch.release.mutationOptions({ onSuccess }));
  const act = isEngaged ? release : engage;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setAsked(true);
    if (reason.trim() !== "") act.mutate({ cluster, reason });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Group gap={8} align="flex-end">
        <TextInput
          size="xs"
          className={classes.switchReason}
          label={t(isEngaged ? "releaseReason" : "engageReason")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={2000}
          withAsterisk
          error={isAsked && reason.trim() === "" ? t("reasonMissing") : undefined}
        />
        <Button
          type="submit"
          size="xs"
          color={isEngaged ? undefined : "red.9"}
          variant={isEngaged ? "default" : "filled"}
          loading={act.isPending}
        >
          {t(isEngaged ? "release" : "engage")}
        </Button>
      </Group>
      {act.error === null ? null : <WriteError error={act.error} />}
    </form>
  );
}
