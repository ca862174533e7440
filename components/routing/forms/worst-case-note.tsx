"use client";
import { useTranslations } from "use-intl";
import { fullTries, worstCaseMs } from "./worst-case";
import { Advice } from "../fields/advice";
import { formatMeasure } from "@/lib/format/measure";
import type { TimeoutRetryIntent } from "@/lib/routing/timeout-retry";

type Props = { readonly intent: TimeoutRetryIntent; readonly requestsPerSecond: number | undefined };

const finite = (value: number | null | undefined): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** The longest wait of a caller and the most load on the service, as the fields stand. */
export function WorstCase({ intent, requestsPerSecond }: Props) {
  const t = useTranslations("routing");
  // Istio retries twice where nothing else is said.
  const retries = Math.min(finite(intent.retries?.attempts) ?? 2, 100);
  const perTryMs = finite(intent.retries?.perTryTimeoutMs) ?? finite(intent.backendTimeoutMs);
  const backoffMs = finite(intent.retries?.backoffMs);
  const plan = { timeoutMs: finite(intent.timeoutMs), retries, perTryMs, backoffMs };
  const longestMs = worstCaseMs(plan);
  const tries = fullTries(plan);
  return (
    <Advice tone={longestMs === undefined || tries < retries + 1 ? "warn" : "note"}>
      <strong>
        {longestMs === undefined
          ? t("form.worstUnlimited")
          : t("form.worst", { time: formatMeasure(longestMs, "ms") })}
      </strong>
      <span>
        {perTryMs === undefined
          ? t("form.worstOneTry", { tries: retries + 1 })
          : t("form.worstTries", { tries: retries + 1, time: formatMeasure(perTryMs, "ms") })}
      </span>
      {tries < retries + 1 ? <span>{t("form.worstCut", { tries, all: retries + 1 })}</span> : null}
      {requestsPerSecond === undefined || retries === 0 ? null : (
        <span>
          {t("form.worstLoad", {
            now: formatMeasure(requestsPerSecond, "rps"),
            most: formatMeasure(requestsPerSecond * (retries + 1), "rps"),
          })}
        </span>
      )}
    </Advice>
  );
}
