"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import { CallerSelect } from "./caller-select";
import classes from "./effective.module.css";
import { ConnectionTable, InapplicableTable, PolicyTable } from "./policy-tables";
import { RouteList } from "./route-list";
import type { EffectiveService } from "./router-outputs";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { EmptyState } from "@/components/ui/empty-state";
import { MeasuredBy } from "@/components/ui/measured-by";
import { QueryBoundary } from "@/components/ui/query-boundary";

/** What applies to a request from one caller: routes after merge, policies in force, both ends of mTLS. */
export function EffectiveConfig({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("effective");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const [caller, setCaller] = useQueryState("caller", parseAsString);
  const query = useQuery(
    trpc.effective.service.queryOptions(
      { cluster, namespace, name, ...(caller === null ? {} : { caller }) },
      { refetchInterval: useRefetchMs(), placeholderData: (previous) => previous },
    ),
  );
  return (
    <QueryBoundary query={query}>
      {(data, answer) => (
        <div className={classes.stack}>
          <div className={classes.bar}>
            <CallerSelect
              label={t("caller.label")}
              callers={data.callers}
              value={data.caller === undefined ? null : `${data.caller.namespace}/${data.caller.name}`}
              onChange={(next) => void setCaller(next)}
            />
            <MeasuredBy evidence={answer.evidence} />
          </div>
          <View data={data} />
        </div>
      )}
    </QueryBoundary>
  );
}

function View({ data }: { data: EffectiveService }) {
  const t = useTranslations("effective");
  if (data.caller === undefined)
    return <EmptyState title={t("empty.noWorkload")} reason={t("empty.noWorkloadReason")} />;
  if (!data.takesRoutes) {
    const reason = data.caller.dataplane === "ambient" ? "empty.ambientReason" : "empty.noProxyReason";
    return <EmptyState title={t("empty.noRoutes")} reason={t(reason)} />;
  }
  const httpPorts = data.ports.filter(({ protocol }) => protocol !== "tcp" && protocol !== "tls");
  return (
    <>
      {data.hosts.length === 0 ? (
        <EmptyState
          title={t("empty.noHost")}
          reason={
            data.caller.dataplane === "gateway"
              ? t("empty.noGatewayRoute")
              : httpPorts.length === 0
                ? t("empty.tcpOnly")
                : t("empty.notVisible")
          }
        />
      ) : null}
      {data.hosts.map((host) => (
        <RouteList key={`${host.host}:${host.port}`} host={host} />
      ))}
      <InapplicableTable objects={data.inapplicable} />
      <PolicyTable policies={data.policies} />
      <ConnectionTable policies={data.policies} />
    </>
  );
}
