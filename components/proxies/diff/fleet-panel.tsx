"use client";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import classes from "./diff.module.css";
import type { DiffView } from "./use-diff-view";
import { useTRPC } from "@/components/query/trpc";
import { useScope } from "@/components/query/use-scope";
import { EmptyState } from "@/components/ui/empty-state";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { SidePanel } from "@/components/ui/side-panel";
import { StatusBadge } from "@/components/ui/status-badge";
import { textFromTarget } from "@/lib/proxies/dump-target";

/** A workload's pods in groups of equal configuration: the one that differs stands alone. */
export function FleetPanel({
  namespace,
  workload,
  diff,
}: {
  namespace: string;
  workload: string;
  diff: DiffView;
}) {
  const t = useTranslations("diff");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const query = useQuery(trpc.diff.fleet.queryOptions({ cluster, namespace, workload }));
  const textOf = (pod: string) => textFromTarget({ cluster, namespace, pod, view: "envoy" });
  const compare = (left: string, right: string) =>
    void diff.setView({ left: textOf(left), right: textOf(right), fleet: null, offset: null });
  return (
    <SidePanel title={t("fleetTitle", { workload })} onClose={() => void diff.setView({ fleet: null })}>
      <QueryBoundary
        query={query}
        isEmpty={(data) => data.groups.length === 0 && data.unread.length === 0}
        empty={<EmptyState title={t("fleetEmpty.title")} reason={t("fleetEmpty.reason")} />}
      >
        {({ groups, unread, skipped }) => {
          const count = groups.reduce((sum, { pods }) => sum + pods.length, 0);
          const reference = groups[0]?.pods[0];
          return (
            <div className={classes.fleet}>
              <StatusBadge
                tone={groups.length === 1 ? "ok" : "degraded"}
                label={
                  groups.length === 1
                    ? t("fleetSame", { count })
                    : t("fleetDiffers", { groups: groups.length, count })
                }
              />
              <p className={classes.dim}>{t("fleetNote")}</p>
              {groups.map(({ hash, pods }, index) => (
                <section key={hash} className={classes.group}>
                  <header className={classes.cause}>
                    <h3 className={classes.causeName}>
                      {index === 0 && groups.length > 1
                        ? t("fleetMost")
                        : t("fleetGroup", { count: pods.length })}
                    </h3>
                    <code className={classes.dim} title={hash}>
                      {hash.slice(0, 12)}
                    </code>
                    {index === 0 || reference === undefined ? null : (
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => compare(reference, pods[0] ?? "")}
                      >
                        {t("compareWith")}
                      </Button>
                    )}
                  </header>
                  <ul className={classes.pods}>
                    {pods.map((pod) => (
                      <li key={pod}>{pod}</li>
                    ))}
                  </ul>
                </section>
              ))}
              {unread.length === 0 ? null : <p>{t("fleetUnread", { pods: unread.join(", ") })}</p>}
              {skipped === 0 ? null : <p>{t("fleetSkipped", { count: skipped })}</p>}
            </div>
          );
        }}
      </QueryBoundary>
    </SidePanel>
  );
}
