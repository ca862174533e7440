"use client";
import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { AckList } from "./ack-list";
import classes from "./changes.module.css";
import { EffectTable } from "./effect-table";
import { ShareTable } from "./share-table";
import { useTRPC } from "@/components/query/trpc";
import { MeasuredBy } from "@/components/ui/measured-by";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { formatTime } from "@/lib/format/duration";
import type { RouterOutputs } from "./router-outputs";

const pollMs = 3000;
/** Afterwards the figures stand still enough for the page's own refresh. */
const watchMs = 10 * 60_000;

type Verification = RouterOutputs["changes"]["verify"]["data"];

/** Whether a change arrived at the proxies and in the traffic, watched live after it was written. */
export function VerifyPanel({ changeId }: { changeId: string }) {
  const t = useTranslations("changes");
  const trpc = useTRPC();
  const query = useQuery(
    trpc.changes.verify.queryOptions(
      { changeId },
      {
        refetchInterval: ({ state }) => {
          const seen = state.data?.data;
          if (seen?.writtenAtMs === undefined) return false;
          return seen.checkedAtMs - seen.writtenAtMs < watchMs ? pollMs : 10 * pollMs;
        },
      },
    ),
  );
  return (
    <Section
      title={t("verify.title")}
      actions={query.data === undefined ? undefined : <MeasuredBy evidence={query.data.evidence} />}
    >
      <QueryBoundary query={query}>
        {(verification) =>
          verification.writtenAtMs === undefined ? (
            <span className={classes.muted}>{t("verify.waiting")}</span>
          ) : (
            <div className={classes.stack}>
              <Proxies verification={verification} />
              {verification.split === undefined && verification.effect !== undefined ? null : (
                <Split verification={verification} />
              )}
              {verification.effect === undefined ? null : <EffectTable effect={verification.effect} />}
            </div>
          )
        }
      </QueryBoundary>
    </Section>
  );
}

function Proxies({ verification }: { verification: Verification }) {
  const t = useTranslations("changes");
  return (
    <div>
      <h3 className={classes.partTitle}>{t("verify.proxies")}</h3>
      {verification.acks === undefined ? (
        <span className={classes.muted}>{t("verify.unknown")}</span>
      ) : (
        <AckList acks={verification.acks} changeId={verification.changeId} />
      )}
    </div>
  );
}

function Split({ verification }: { verification: Verification }) {
  const t = useTranslations("changes");
  const locale = useLocale();
  const { split, readyAtMs, checkedAtMs } = verification;
  return (
    <div>
      <h3 className={classes.partTitle}>{t("verify.split")}</h3>
      {split === undefined ? (
        <span className={classes.muted}>
          {readyAtMs === undefined
            ? t("verify.splitUnknown")
            : t("verify.tooEarly", { seconds: Math.ceil(Math.max(0, readyAtMs - checkedAtMs) / 1000) })}
        </span>
      ) : (
        <>
          <span className={classes.muted}>
            {split.requests === 0
              ? t("verify.noTraffic")
              : split.untilMs === undefined
                ? t("verify.since", { count: split.requests, time: formatTime(split.sinceMs, locale) })
                : t("verify.between", {
                    count: split.requests,
                    time: formatTime(split.sinceMs, locale),
                    until: formatTime(split.untilMs, locale),
                  })}
          </span>
          <ShareTable shares={split.shares} />
        </>
      )}
    </div>
  );
}
