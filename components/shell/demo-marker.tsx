"use client";
import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconChevronDown, IconFlask } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./shell.module.css";
import { useTRPC } from "@/components/query/trpc";

/** Says on every page that the mesh is simulated, with its scenario, and switches it. */
export function DemoMarker({ scenarios, current }: { scenarios: readonly string[]; current: string }) {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const name = (scenario: string) =>
    t.has(`scenario.${scenario}` as "scenario.healthy")
      ? t(`scenario.${scenario}` as "scenario.healthy")
      : scenario;
  const change = useMutation(
    trpc.shell.setScenario.mutationOptions({
      onSuccess: ({ current: now }) => {
        notifications.show({ message: t("demo.set", { name: name(now) }) });
        void queryClient.invalidateQueries();
      },
    }),
  );
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button type="button" className={classes.demo} title={t("demo.explain")}>
          <IconFlask size={14} aria-hidden />
          {t("demo.mark")} · {name(current)}
          <IconChevronDown size={13} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("demo.scenario")}</Menu.Label>
        {scenarios.map((scenario) => (
          <Menu.Item
            key={scenario}
            onClick={() => change.mutate({ scenario })}
            aria-current={scenario === current || undefined}
            fw={scenario === current ? 600 : undefined}
          >
            {name(scenario)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
