"use client";
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./explain.module.css";
import { ExplanationView } from "./explanation-view";
import { useBecause } from "./use-because";
import type { FlowViewActions } from "./use-flow-view";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs } from "@/components/query/use-scope";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { StatusBadge } from "@/components/ui/status-badge";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import type { FlowRequest } from "@/lib/proxies/explain-flow/flow-request";
import type { InboundRead } from "@/server/operations/explain/answers";

type Props = {
  readonly target: DumpTarget;
  readonly request: FlowRequest;
  readonly at: { readonly cluster: string; readonly endpoint: string };
  /** The person opened it just now: the page goes to it. */
  readonly isNew: boolean;
  readonly onClose: () => void;
  readonly explain: FlowViewActions["show"];
};

/** The side of the pod behind a chosen endpoint. */
export function InboundView({ target, request, at, isNew, onClose, explain }: Props) {
  const t = useTranslations("explain");
  const trpc = useTRPC();
  const query = useQuery(
    trpc.explain.inbound.queryOptions({ target, request, ...at }, { refetchInterval: useRefetchMs() }),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isNew) heading.current?.focus();
  }, [isNew, at.cluster, at.endpoint]);
  const pod = query.data?.data.pod;
  const title =
    pod === undefined
      ? t("inbound.address", { address: at.endpoint })
      : t("inbound.title", { pod: `${pod.namespace}/${pod.pod}` });
  return (
    <section className={classes.inbound} aria-label={title}>
      <div className={classes.inboundHead}>
        <h2 ref={heading} tabIndex={-1} className={classes.heading}>
          {title}
        </h2>
        <Button size="xs" variant="default" onClick={onClose}>
          {t("inbound.close")}
        </Button>
      </div>
      <QueryBoundary query={query}>
        {(read) => <Read read={read} title={title} explain={explain} />}
      </QueryBoundary>
    </section>
  );
}

function Read({ read, title, explain }: Pick<Props, "explain"> & { read: InboundRead; title: string }) {
  const t = useTranslations("explain");
  const say = useBecause();
  const { tls, because, explanation, target, request } = read;
  return (
    <>
      {because === undefined ? null : <p className={classes.note}>{say(because)}</p>}
      {tls === undefined ? null : (
        <p className={classes.tls}>
          <StatusBadge
            tone={tls.isMatching ? (tls.server === "unknown" ? "unknown" : "ok") : "failing"}
            label={t("inbound.tls")}
          />
          <span>{say(tls.because)}</span>
        </p>
      )}
      {target === undefined || request === undefined ? null : (
        <p className={classes.tls}>
          <Button size="compact-xs" variant="default" onClick={() => explain(target, request)}>
            {t("inbound.openPod")}
          </Button>
        </p>
      )}
      {explanation === undefined || target === undefined || request === undefined ? null : (
        <ExplanationView
          explanation={explanation}
          target={target}
          request={request}
          title={title}
          explain={explain}
        />
      )}
    </>
  );
}
