"use client";
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { AccessCases } from "./access-cases";
import { AccessTable } from "./access-table";
import classes from "./effective.module.css";
import { ObjectLink } from "./object-link";
import type { AccessTarget } from "./router-outputs";
import { TryRequest } from "./try-request";
import { useTRPC } from "@/components/query/trpc";
import { useRefetchMs, useScope } from "@/components/query/use-scope";
import { EmptyState } from "@/components/ui/empty-state";
import { MeasuredBy } from "@/components/ui/measured-by";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { Section } from "@/components/ui/section";
import { SidePanel } from "@/components/ui/side-panel";

/** Who can call the service and why, and what would become of one request. */
export function AccessTab({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("effective");
  const trpc = useTRPC();
  const { cluster } = useScope();
  const query = useQuery(
    trpc.effective.access.queryOptions({ cluster, namespace, name }, { refetchInterval: useRefetchMs() }),
  );
  return (
    <div className={classes.stack}>
      <QueryBoundary
        query={query}
        isEmpty={({ targets }) => targets.length === 0}
        empty={<EmptyState title={t("empty.noServer")} reason={t("empty.noServerReason")} />}
      >
        {(data, answer) => (
          <Targets targets={data.targets} measured={<MeasuredBy evidence={answer.evidence} />} />
        )}
      </QueryBoundary>
      <TryRequest namespace={namespace} name={name} />
    </div>
  );
}

function Targets({ targets, measured }: { targets: readonly AccessTarget[]; measured: ReactNode }) {
  const t = useTranslations("effective");
  const [key, setKey] = useQueryState("target", parseAsString);
  const [opened, setOpened] = useQueryState("from", parseAsString);
  const target = targets.find((one) => one.key === key) ?? targets[0];
  if (target === undefined) return null;
  const row = target.callers.find((one) => one.key === opened);
  return (
    <>
      {targets.length < 2 ? null : (
        <SegmentedControl
          size="xs"
          w="max-content"
          aria-label={t("access.target")}
          value={target.key}
          onChange={(next) => void setKey(next)}
          data={targets.map((one) => ({
            value: one.key,
            label: `${one.servicePort} · ${one.workloads.map((each) => each.split("/")[1]).join(", ")}`,
          }))}
        />
      )}
      <Section
        title={t("access.inForce", { port: target.servicePort, workloads: target.workloads.join(", ") })}
        actions={measured}
      >
        <ul className={classes.facts}>
          <li>
            {t("pair", { label: "mTLS", text: target.mode })}
            {" · "}
            {target.modeOrigin === undefined ? t("defaults") : <ObjectLink at={target.modeOrigin} />}
          </li>
          {target.policies.length === 0 ? <li>{t("access.noPolicy")}</li> : null}
          {target.policies.map(({ ref, action }) => (
            <li key={`${ref.namespace}/${ref.name}`}>
              {t("pair", { label: action, text: "" })}
              <ObjectLink at={ref} />
            </li>
          ))}
          {target.isHttp ? null : <li>{t("access.tcp")}</li>}
          {target.isCut ? <li>{t("access.cut")}</li> : null}
        </ul>
      </Section>
      <div className={classes.columns}>
        <div className={classes.main}>
          <AccessTable
            rows={target.callers}
            selected={row?.key}
            onOpen={(caller) => void setOpened(caller.key)}
          />
        </div>
        {row === undefined ? null : (
          <SidePanel title={t("access.why")} onClose={() => void setOpened(null)}>
            <AccessCases row={row} />
          </SidePanel>
        )}
      </div>
    </>
  );
}
