"use client";
import { Button, Group } from "@mantine/core";
import { Link } from "@/components/ui/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import classes from "./changes.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { StatusBadge } from "@/components/ui/status-badge";
import type { AckSummary, ProxyAck } from "@/lib/changes/verification";

const tones = { acked: "ok", waiting: "degraded", rejected: "failing", not_sent: "idle" } as const;
const words = {
  acked: "verify.acked",
  waiting: "verify.waitingAck",
  rejected: "verify.rejected",
  not_sent: "verify.not_sent",
} as const;
const rank: Record<ProxyAck["state"], number> = { rejected: 0, waiting: 1, not_sent: 2, acked: 3 };

/** How many proxies have the change; refusals with Envoy's words; every proxy on demand. */
export function AckList({ acks, changeId }: { acks: AckSummary; changeId: string }) {
  const t = useTranslations("changes");
  const href = useViewHref();
  const [isOpen, setOpen] = useState(false);
  const important = acks.proxies.filter(
    ({ state, isCaller }) => state === "rejected" || (isCaller && state !== "acked"),
  );
  const shown = (isOpen ? acks.proxies : important).toSorted(
    (left, right) => rank[left.state] - rank[right.state] || left.pod.localeCompare(right.pod),
  );
  const tone = acks.counts.rejected > 0 ? "failing" : acks.isComplete ? "ok" : "degraded";
  const word = acks.counts.rejected > 0 ? "refused" : acks.isComplete ? "complete" : "incomplete";
  return (
    <div className={classes.stack}>
      <Group gap={16} role="status" aria-live="polite">
        <StatusBadge tone={tone} label={t(`verify.${word}`)} />
        {(["acked", "waiting", "rejected", "not_sent"] as const).map((state) =>
          acks.counts[state] === 0 ? null : (
            <span key={state} className={classes.muted}>
              {acks.counts[state]} {t(words[state])}
            </span>
          ),
        )}
        <Button size="compact-xs" variant="subtle" onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {t("verify.showProxies", { count: acks.proxies.length })}
        </Button>
        <Link className={classes.link} href={href("/controlplane/sync", { change: changeId })}>
          {t("verify.onBoard")}
        </Link>
      </Group>
      {shown.length === 0 ? null : <AckTable rows={shown} />}
    </div>
  );
}

function AckTable({ rows }: { rows: readonly ProxyAck[] }) {
  const t = useTranslations("changes");
  const href = useViewHref();
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("verify.proxies")}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("verify.proxy")}</th>
            <th scope="col">{t("verify.state")}</th>
            <th scope="col">{t("verify.replica")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((ack) => (
            <tr key={`${ack.namespace}/${ack.pod}/${ack.replica}`}>
              <td>
                <Link
                  className={classes.link}
                  href={href(`/proxies/${encodeURIComponent(ack.namespace)}/${encodeURIComponent(ack.pod)}`)}
                >
                  {ack.namespace}/{ack.pod}
                </Link>{" "}
                {ack.isCaller ? <span className={classes.tag}>{t("verify.caller")}</span> : null}
                {ack.error === undefined ? null : (
                  <div className={classes.value} title={t("verify.error")}>
                    {ack.error}
                  </div>
                )}
              </td>
              <td>
                <StatusBadge tone={tones[ack.state]} label={t(words[ack.state])} />
              </td>
              <td>{ack.replica}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
