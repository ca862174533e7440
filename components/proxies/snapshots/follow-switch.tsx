"use client";
import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { WatchData } from "./outputs";
import { useTRPC } from "@/components/query/trpc";

type Proxy = { readonly cluster: string; readonly namespace: string; readonly pod: string };

/** Whether every version of a snapshot's proxy is kept. */
export function FollowSwitch({ proxy, watch }: { proxy: Proxy; watch: WatchData | undefined }) {
  const t = useTranslations("snapshots");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { cluster, namespace, pod } = proxy;
  const change = useMutation(
    trpc.snapshots.setWatch.mutationOptions({
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.snapshots.pathKey() }),
    }),
  );
  const fault =
    change.error?.message ??
    (watch?.error === undefined ? undefined : t("keep.watchError", { error: watch.error }));
  return (
    <Switch
      size="xs"
      aria-label={t("followOf", { pod })}
      title={fault ?? t("keep.watchHint")}
      error={fault !== undefined}
      checked={watch !== undefined}
      disabled={change.isPending}
      onChange={(event) => change.mutate({ cluster, namespace, pod, isWatched: event.currentTarget.checked })}
    />
  );
}
