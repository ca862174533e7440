"use client";
import { ActionIcon, Button, Popover, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconLogout, IconUser } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { signOut } from "./leave";
import classes from "./session.module.css";
import { useBasePath } from "@/components/query/base-path";

type Props = {
  name: string | undefined;
  groups: readonly string[];
  mode: "anonymous" | "token" | undefined;
  readOnlyReason: string | undefined;
};

/** Who you are here, what that rests on, and the way out. */
export function SessionMenu({ name = "…", groups, mode, readOnlyReason }: Props) {
  const t = useTranslations("session");
  const basePath = useBasePath();
  const leave = useMutation({ mutationFn: () => signOut(basePath) });
  const label = t("menu.open", { name });
  return (
    <Popover position="bottom-end" withinPortal trapFocus returnFocus width={320}>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={label} title={label}>
          <IconUser size={17} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>
        <Stack gap={10}>
          <Text fw={600} className={classes.wrap} tabIndex={-1} data-autofocus>
            {name}
          </Text>
          <dl className={classes.facts}>
            {groups.length === 0 ? null : <Fact term={t("menu.groups")} text={groups.join(", ")} />}
            {mode === undefined ? null : (
              <Fact
                term={t("menu.mode")}
                text={t(mode === "token" ? "menu.modeToken" : "menu.modeAnonymous")}
              />
            )}
            {readOnlyReason === undefined ? null : <Fact term={t("menu.readOnly")} text={readOnlyReason} />}
          </dl>
          {leave.isError ? (
            <Text size="xs" c="var(--hd-failing)" role="alert">
              {t("menu.signOutFailed")}
            </Text>
          ) : null}
          {mode === "token" ? (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconLogout size={14} aria-hidden />}
              loading={leave.isPending}
              onClick={() => leave.mutate()}
            >
              {t("menu.signOut")}
            </Button>
          ) : null}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className={classes.wrap}>{text}</dd>
    </div>
  );
}
