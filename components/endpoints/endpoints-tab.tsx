"use client";
import { useQuery } from "@tanstack/react-query";
import { parseAsArrayOf, parseAsString, useQueryStates } from "nuqs";
import { useTranslations } from "use-intl";
import { ClientSelect } from "./client-select";
import classes from "./endpoints.module.css";
import { EndpointPanel } from "./endpoint-panel";
import { EndpointTable } from "./endpoint-table";
import type { EndpointsData } from "./outputs";
import { TruthNotes } from "./truth-notes";
import { TruthSources } from "./truth-sources";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { EmptyState } from "@/components/ui/empty-state";
import { MeasuredBy } from "@/components/ui/measured-by";
import { QueryBoundary } from "@/components/ui/query-boundary";

function clientFromText(text: string): { namespace: string; pod: string } | undefined {
  const [namespace = "", pod = ""] = text.split("/");
  return namespace === "" || pod === "" ? undefined : { namespace, pod };
}

/** Every address of a service as Kubernetes, istiod and the chosen proxies have it. */
export function EndpointsTab({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("endpoints");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const [{ client, endpoint }, setView] = useQueryStates({
    client: parseAsArrayOf(parseAsString).withDefault([]),
    endpoint: parseAsString,
  });
  const clients = client.flatMap((text) => clientFromText(text) ?? []).slice(0, 4);
  const refetchMs = useRefetchMs();
  const query = useQuery(
    trpc.endpoints.read.queryOptions(
      { cluster, namespace, name, clients },
      {
        refetchInterval: ({ state }) =>
          refetchMs !== false && isAnySettling(state.data?.data) ? settlingMs : refetchMs,
      },
    ),
  );
  const shown = query.data?.data.clients.map((each) => `${each.namespace}/${each.pod}`);
  return (
    <>
      <div className={classes.tools}>
        <ClientSelect
          service={{ cluster, namespace, name }}
          value={client.length > 0 ? client : (shown ?? [])}
          onChange={(next) => void setView({ client: next.length === 0 ? null : [...next] })}
        />
        {query.data === undefined ? null : <MeasuredBy evidence={query.data.evidence} />}
      </div>
      <QueryBoundary
        query={query}
        isEmpty={isEmpty}
        empty={<EmptyState title={t("empty.title")} reason={t("empty.reason")} />}
      >
        {(data) => {
          const selected = data.rows.find((row) => row.key === endpoint);
          return (
            <>
              <TruthSources data={data} />
              <TruthNotes notes={data.notes} />
              <div className={classes.split}>
                <div className={classes.main}>
                  <EndpointTable
                    data={data}
                    selected={endpoint}
                    onSelect={(key) => void setView({ endpoint: key })}
                  />
                </div>
                {selected === undefined ? null : (
                  <div className={classes.panelSlot}>
                    <EndpointPanel
                      row={selected}
                      clients={data.clients}
                      onClose={() => void setView({ endpoint: null })}
                    />
                  </div>
                )}
              </div>
            </>
          );
        }}
      </QueryBoundary>
    </>
  );
}

/** What settles is followed closely. */
const settlingMs = 3000;

function isAnySettling(data: EndpointsData | undefined): boolean {
  return data?.rows.some(({ differences }) => differences.some((one) => one.isSettling === true)) ?? false;
}

/** Nothing anywhere, and nothing to say why. */
function isEmpty({ rows, notes, kubernetes, istiod }: EndpointsData): boolean {
  const isKnown = kubernetes.state === "known" && istiod.state === "known";
  return rows.length === 0 && notes.length === 0 && isKnown;
}
