"use client";
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconKeyboard, IconLock, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ClusterSelect } from "./cluster-select";
import { DemoMarker } from "./demo-marker";
import { LocaleMenu } from "./locale-menu";
import { NamespaceSelect } from "./namespace-select";
import { RefreshControl } from "./refresh-control";
import { openKeyboardHelp, openPalette } from "./shell-events";
import classes from "./shell.module.css";
import { ThemeMenu } from "./theme-menu";
import { TimeRangePicker } from "./time-range-picker";
import { useShell } from "./use-shell";
import { SessionMenu } from "@/components/session/session-menu";

export function TopBar() {
  const t = useTranslations("shell");
  const shell = useShell();
  return (
    <header className={classes.top}>
      <ClusterSelect clusters={shell.data?.clusters ?? []} current={shell.data?.cluster} />
      <NamespaceSelect namespaces={shell.data?.namespaces ?? []} />
      {shell.data?.demo === undefined ? null : (
        <DemoMarker scenarios={shell.data.demo.scenarios} current={shell.data.demo.current} />
      )}
      <div className={classes.spacer} />
      <button
        type="button"
        className={classes.search}
        onClick={openPalette}
        aria-label={`${t("search.open")} ⌘K`}
      >
        <IconSearch size={14} aria-hidden />
        <span>{t("search.open")}</span>
        <kbd>⌘K</kbd>
      </button>
      <TimeRangePicker />
      <RefreshControl />
      {shell.data?.readOnlyReason === undefined ? null : (
        <Tooltip label={shell.data.readOnlyReason}>
          <ActionIcon
            variant="subtle"
            color="yellow"
            aria-label={`${t("readOnly")}: ${shell.data.readOnlyReason}`}
          >
            <IconLock size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      <ActionIcon variant="subtle" color="gray" onClick={openKeyboardHelp} aria-label={t("keyboard.open")}>
        <IconKeyboard size={17} aria-hidden />
      </ActionIcon>
      <LocaleMenu />
      <ThemeMenu />
      <SessionMenu
        name={shell.data?.actor}
        groups={shell.data?.groups ?? []}
        mode={shell.data?.authMode}
        readOnlyReason={shell.data?.readOnlyReason}
      />
    </header>
  );
}
