"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import changeClasses from "@/components/changes/changes.module.css";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { Advice } from "@/components/routing/fields/advice";
import { Measure } from "@/components/ui/measure";
import { PageSkeleton } from "@/components/ui/page-skeleton";
import { StatusBadge } from "@/components/ui/status-badge";
import { formatAge } from "@/lib/format/duration";
import { isCovered } from "@/lib/security/egress-proposal";
import type { SidecarScopeIntent } from "@/lib/security/sidecar-scope-intent";

type Props = { readonly intent: SidecarScopeIntent; readonly onHosts: (hosts: string[]) => void };

/** What the workloads were seen to call, whether the list names it, and the list that would. */
export function EgressProposal({ intent, onHosts }: Props) {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const scope = useScope();
  const { namespace, selector, egressHosts } = intent;
  const query = useQuery(
    trpc.security.egress.queryOptions({ scope, namespace, selector }, { staleTime: 30_000, retry: false }),
  );
  if (query.isPending) return <PageSkeleton rows={3} />;
  const data = query.data?.data;
  if (data?.called === undefined || data.proposal === undefined) {
    return <Advice tone="warn">{t("form.proposalUnknown")}</Advice>;
  }
  const proposal = [...data.proposal];
  const missing = data.called.filter(
    (one) => one.isInRegistry && !isCovered(one.host, egressHosts, namespace),
  );
  return (
    <div className={changeClasses.stack}>
      {missing.length === 0 ? null : (
        <Advice tone="warn">{t("form.missing", { count: missing.length })}</Advice>
      )}
      <table className={changeClasses.table}>
        <caption className="hd-visually-hidden">{t("form.proposal")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("form.called")}</th>
            <th scope="col" data-align="end">
              {t("plaintext.requests")}
            </th>
            <th scope="col" data-align="end">
              {t("plaintext.bytes")}
            </th>
            <th scope="col">{t("col.scope")}</th>
          </tr>
        </thead>
        <tbody>
          {data.called.map(({ host, requestsPerSecond, bytesPerSecond, isInRegistry }) => (
            <tr key={host}>
              <td>{host}</td>
              <td data-align="end">
                <Measure value={requestsPerSecond} unit="rps" />
              </td>
              <td data-align="end">
                <Measure value={bytesPerSecond} unit="bps" />
              </td>
              <td>
                {!isInRegistry ? (
                  <StatusBadge tone="unknown" label={t("form.passthrough")} />
                ) : isCovered(host, egressHosts, namespace) ? (
                  <StatusBadge tone="ok" label={t("form.covered")} />
                ) : (
                  <StatusBadge tone="degraded" label={t("form.uncovered")} />
                )}
              </td>
            </tr>
          ))}
          {data.called.length === 0 ? (
            <tr>
              <td colSpan={4}>{t("form.proposalNone")}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
      <span className={changeClasses.muted}>
        {t("form.proposalLead", { workloads: data.workloads.length, window: formatAge(data.windowMs) })}.{" "}
        {t("form.proposalAdvice")}
      </span>
      <Button
        size="compact-sm"
        variant="default"
        w="max-content"
        disabled={data.called.length === 0}
        onClick={() => onHosts(proposal)}
      >
        {t("form.proposalTake")}
      </Button>
    </div>
  );
}
