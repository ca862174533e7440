"use client";
import { usePhrases } from "@/components/ui/use-phrases";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./board.module.css";
import { Age } from "@/components/proxies/age";
import { useTRPC } from "@/components/query/trpc";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";
import { StatusBadge } from "@/components/ui/status-badge";

const pollMs = 5000;

/** Who has not got the change: proxies that refused it, wait for it, or need it and were not sent it. */
export function useBoardChange(changeId: string | null) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.controlplane.changeAcks.queryOptions(
      { changeId: changeId ?? "" },
      { enabled: changeId !== null, refetchInterval: pollMs },
    ),
  );
  const acks = changeId === null ? undefined : query.data?.data.acks;
  const missing =
    acks === undefined
      ? undefined
      : new Set(
          acks.proxies.flatMap(({ namespace, pod, state, isCaller }) =>
            state === "rejected" || state === "waiting" || (state === "not_sent" && isCaller)
              ? [`${namespace}/${pod}`]
              : [],
          ),
        );
  return { query, missing };
}

/** Which change the board is filtered by, how far it is, and the way back to all proxies. */
export function BoardChange({
  changeId,
  state: { query, missing },
  onClear,
}: {
  changeId: string;
  state: ReturnType<typeof useBoardChange>;
  onClear: () => void;
}) {
  const t = useTranslations("controlplane.board");
  const phrases = usePhrases();
  const href = useViewHref();
  const { data, error } = query;
  const acked = data?.data.acks?.counts.acked ?? 0;
  return (
    <div className={classes.banner} role="status">
      {missing === undefined ? null : (
        <StatusBadge
          tone={
            (data?.data.acks?.counts.rejected ?? 0) > 0 ? "failing" : missing.size > 0 ? "degraded" : "ok"
          }
          label={t("changeMissing", { count: missing.size })}
        />
      )}
      <span>
        {error === null
          ? data === undefined
            ? t("changeLoading")
            : data.data.acks === undefined
              ? t("changeUnknown")
              : t("changeHave", { count: acked })
          : phrases.error(error)}{" "}
        {data === undefined ? null : (
          <>
            <Link href={href(`/activity/${changeId}`)}>{data.data.title}</Link>{" "}
            <span className={classes.muted}>
              {data.data.actor} · <Age timeMs={data.data.atMs} />
            </span>
          </>
        )}
      </span>
      <Button size="compact-xs" variant="default" onClick={onClear}>
        {t("changeClear")}
      </Button>
    </div>
  );
}
