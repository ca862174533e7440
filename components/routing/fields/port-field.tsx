"use client";
import { Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { RouterOutputs } from "@/components/changes/router-outputs";

type Props = {
  readonly ports: RouterOutputs["routing"]["options"]["data"]["ports"];
  readonly api: "istio" | "gateway";
  readonly port: number | undefined;
  readonly onPort: (port: number | undefined) => void;
  readonly error?: string | undefined;
};

const every = "*";

/** Which of the service's ports it is about; a route of Gateway API always names one. */
export function PortField({ ports, api, port, onPort, error }: Props) {
  const t = useTranslations("routing");
  const data = ports
    .filter(({ protocol }) => protocol !== "tcp")
    .map(({ port: number, name, protocol }) => ({
      value: String(number),
      label: name === undefined ? `${number} ${protocol}` : `${number} ${name} (${protocol})`,
    }));
  return (
    <Select
      label={t("options.port")}
      data={api === "gateway" ? data : [{ value: every, label: t("options.allPorts") }, ...data]}
      value={port === undefined ? (api === "gateway" ? null : every) : String(port)}
      onChange={(value) => onPort(value === null || value === every ? undefined : Number(value))}
      allowDeselect={false}
      error={error}
      size="xs"
      maw={260}
    />
  );
}
