"use client";
import { Alert, Group } from "@mantine/core";
import { useTranslations } from "use-intl";
import classes from "./services.module.css";
import { Measure } from "@/components/ui/measure";
import { Stat } from "@/components/ui/stat";
import type { ServiceDetail } from "./detail";

export function ServiceSummary({ detail }: { detail: ServiceDetail }) {
  const t = useTranslations("services");
  const c = useTranslations("common");
  const { signals } = detail;
  return (
    <>
      {detail.exists === false ? (
        <Alert color="yellow" variant="light" mb={10} py={6}>
          {t("goneFromKubernetes")}
        </Alert>
      ) : null}
      <Group gap={36} className={classes.summary}>
        <Stat label={c("rate")}>
          <Measure value={signals.requestsPerSecond} unit="rps" />
        </Stat>
        <Stat label={c("errors")}>
          <Measure value={signals.errorRatio} unit="ratio" />
        </Stat>
        <Stat label={c("latencyP50")}>
          <Measure value={signals.latencyMsP50} unit="ms" />
        </Stat>
        <Stat label={c("latencyP95")}>
          <Measure value={signals.latencyMsP95} unit="ms" />
        </Stat>
        <Stat label={c("latencyP99")}>
          <Measure value={signals.latencyMsP99} unit="ms" />
        </Stat>
        {signals.tcpBytesPerSecond === undefined ? null : (
          <Stat label={t("col.bytes")}>
            <Measure value={signals.tcpBytesPerSecond} unit="bps" />
          </Stat>
        )}
        <Stat label={t("ports")}>
          {detail.ports.length === 0 ? (
            <Measure value={undefined} unit="count" />
          ) : (
            <span className={classes.ports}>
              {detail.ports.map((port) => `${port.port}/${port.protocol}`).join(" ")}
            </span>
          )}
        </Stat>
      </Group>
    </>
  );
}
