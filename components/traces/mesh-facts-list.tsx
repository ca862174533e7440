"use client";
import { Link } from "@/components/ui/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./span-panel.module.css";
import { WhyLink } from "@/components/causes/why-link";
import { useViewHref } from "@/components/query/use-view-href";
import { CopyButton } from "@/components/ui/copy-button";
import { graphEdgeIdFromFacts } from "@/lib/traces/graph-edge";
import type { MeshFacts } from "@/lib/traces/mesh-facts";

/** What the span says of the mesh, each part linked to its page. */
export function MeshFactsList({ facts, cluster }: { facts: MeshFacts; cluster: string }) {
  const t = useTranslations("traces");
  const href = useViewHref();
  const { proxy, workload, upstream } = facts;
  if (proxy === undefined && upstream === undefined && facts.specialCluster === undefined) {
    return <p className={classes.none}>{t("span.noMesh")}</p>;
  }
  return (
    <dl className={classes.facts}>
      {proxy === undefined ? null : (
        <Fact name={t("span.proxy")}>
          <Link
            href={href(`/proxies/${proxy.namespace}/${proxy.pod}`)}
          >{`${proxy.pod}.${proxy.namespace}`}</Link>
          <span className={classes.aside}>{`${proxy.role}, ${proxy.ip}`}</span>
        </Fact>
      )}
      {workload === undefined ? null : (
        <Fact name={t("span.workload")}>
          <Link href={href(`/workloads/${workload.namespace}/${workload.name}`)}>{workload.name}</Link>
          <span className={classes.aside}>{t("span.workloadGuess")}</span>
        </Fact>
      )}
      {upstream === undefined ? null : <Destination facts={facts} cluster={cluster} />}
      {facts.specialCluster === undefined ? null : (
        <Fact name={t("span.envoyCluster")}>{facts.specialCluster}</Fact>
      )}
      {facts.responseFlags.length === 0 ? null : (
        <Fact name={t("span.flags")}>
          <Flags flags={facts.responseFlags} />
          <WhyLink {...whyOf(facts)} />
        </Fact>
      )}
      {facts.retryCount === undefined ? null : <Fact name={t("span.retries")}>{facts.retryCount}</Fact>}
      {facts.upstreamAddress === undefined ? null : (
        <Fact name={t("span.upstreamAddress")}>{facts.upstreamAddress}</Fact>
      )}
      {facts.peerAddress === undefined ? null : <Fact name={t("span.peerAddress")}>{facts.peerAddress}</Fact>}
      {facts.requestId === undefined ? null : (
        <Fact name={t("span.requestId")}>
          <span className={classes.value}>{facts.requestId}</span>
          <CopyButton value={facts.requestId} label={t("span.copyValue", { key: "x-request-id" })} />
        </Fact>
      )}
    </dl>
  );
}

/** The edge of a span: an outbound one tells both ends, an inbound one where the request came to. */
function whyOf({ proxy, workload, upstream, responseFlags }: MeshFacts) {
  const own = workload === undefined ? undefined : `${workload.namespace}/${workload.name}`;
  const flag = responseFlags.join(",");
  if (upstream?.direction === "inbound") return { destination: own, flag };
  const service = upstream?.service;
  const destination = service === undefined ? upstream?.host : `${service.namespace}/${service.name}`;
  const pod = proxy === undefined ? undefined : `${proxy.namespace}/${proxy.pod}`;
  return { source: own, proxy: pod, destination, flag };
}

function Destination({ facts, cluster }: { facts: MeshFacts; cluster: string }) {
  const t = useTranslations("traces");
  const href = useViewHref();
  const { upstream } = facts;
  const edgeId = graphEdgeIdFromFacts(cluster, facts);
  if (upstream === undefined) return null;
  const { service } = upstream;
  return (
    <>
      {upstream.host === undefined ? null : (
        <Fact name={t("span.destination")}>
          {service === undefined ? (
            upstream.host
          ) : (
            <Link
              href={href(`/services/${service.namespace}/${service.name}`)}
            >{`${service.name}.${service.namespace}`}</Link>
          )}
          <span className={classes.aside}>{`:${upstream.port}`}</span>
        </Fact>
      )}
      {upstream.subset === undefined ? null : <Fact name={t("span.subset")}>{upstream.subset}</Fact>}
      {edgeId === undefined ? null : (
        <Fact name="">
          <Link href={href("/graph", { sel: edgeId })}>{t("span.edge")}</Link>
        </Fact>
      )}
      <Fact name={t("span.envoyCluster")}>
        <span className={classes.value}>{upstream.cluster}</span>
      </Fact>
    </>
  );
}

function Flags({ flags }: { flags: readonly string[] }) {
  const t = useTranslations("traces");
  return (
    <ul className={classes.flags}>
      {flags.map((flag) => (
        <li key={flag}>
          <b>{flag}</b> {t.has(`flag.${flag}` as "flag.UF") ? t(`flag.${flag}` as "flag.UF") : ""}
        </li>
      ))}
    </ul>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
