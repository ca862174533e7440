"use client";
import { useTranslations } from "use-intl";
import { ClusterFacts } from "./cluster-facts";
import { ListenerFacts } from "./listener-facts";
import classes from "./proxies.module.css";
import { RouteFacts } from "./route-facts";
import { SecretFacts } from "./secret-facts";
import { StatusBadge } from "@/components/ui/status-badge";
import { endpointHealth, type Endpoint } from "@/lib/proxies/endpoint";
import type { ResourceDetail } from "./outputs";

/** A resource's content in words. */
export function ResourceFacts({ detail }: { detail: ResourceDetail }) {
  switch (detail.kind) {
    case "listener":
      return <ListenerFacts listener={detail.listener} />;
    case "route":
      return <RouteFacts route={detail.route} />;
    case "cluster":
      return <ClusterFacts cluster={detail.cluster} />;
    case "endpoints":
      return <EndpointFacts endpoints={detail.endpoints} />;
    case "secret":
      return <SecretFacts secret={detail.secret} />;
    case "raw":
      return null;
  }
}

function EndpointFacts({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const t = useTranslations("proxies");
  return (
    <ul className={classes.list}>
      {endpoints.map((endpoint) => (
        <li key={endpoint.address}>
          <span className={classes.mono}>{endpoint.address}</span>{" "}
          <StatusBadge
            tone={endpointHealth(endpoint) === "healthy" ? "ok" : "degraded"}
            label={t(`health.${endpointHealth(endpoint)}`)}
          />
          <div className={classes.muted}>
            {[endpoint.locality, endpoint.workload?.workload].filter(Boolean).join(" · ")}
          </div>
        </li>
      ))}
    </ul>
  );
}
