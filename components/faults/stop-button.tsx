"use client";
import { Button } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./faults.module.css";
import { WriteError } from "@/components/changes/write-error";
import { useTRPC } from "@/components/query/trpc";

/** Pressed by accident, it disarms itself. */
const armedMs = 6000;

/** Ends the experiment: once to arm, once more to do it. Escape disarms. */
export function StopButton({ runId }: { runId: string }) {
  const t = useTranslations("faults.stop");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isArmed, setArmed] = useState(false);
  useEffect(() => {
    if (!isArmed) return;
    const timer = setTimeout(() => setArmed(false), armedMs);
    return () => clearTimeout(timer);
  }, [isArmed]);
  const stop = useMutation(
    trpc.faults.act.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.faults.read.queryFilter({ runId })),
    }),
  );
  return (
    <>
      <Button
        size="md"
        miw={190}
        className={isArmed ? undefined : classes.stop}
        color={isArmed ? "red.9" : undefined}
        variant={isArmed ? "filled" : "default"}
        leftSection={<IconHandStop size={18} aria-hidden />}
        loading={stop.isPending}
        disabled={stop.isSuccess}
        onClick={() => {
          if (isArmed) stop.mutate({ runId, act: "stop" });
          setArmed(!isArmed);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") setArmed(false);
        }}
        onBlur={() => setArmed(false)}
      >
        {t(stop.isSuccess ? "done" : isArmed ? "again" : "button")}
      </Button>
      <span className="hd-visually-hidden" role="status">
        {isArmed ? t("armed") : ""}
      </span>
      {stop.error === null ? null : <WriteError error={stop.error} />}
    </>
  );
}
