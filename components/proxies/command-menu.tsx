"use client";
import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import { IconTerminal2 } from "@tabler/icons-react";
import { parseAsString, useQueryState } from "nuqs";
import { useTranslations } from "use-intl";
import classes from "./proxies.module.css";
import { CopyButton } from "@/components/ui/copy-button";
import type { DumpTarget } from "@/lib/proxies/dump-target";
import { equivalentCommands, type CommandPart } from "@/lib/proxies/equivalent-commands";

/** The commands that show the same in a terminal, to copy. */
export function CommandMenu({ target, part }: { target: DumpTarget; part: CommandPart }) {
  const t = useTranslations("proxies");
  const [stat] = useQueryState("stat", parseAsString);
  const commands = equivalentCommands(target, part, part === "stats" ? (stat ?? undefined) : undefined);
  if (commands.length === 0) return null;
  return (
    <Popover position="bottom-end" width={520} withinPortal trapFocus>
      <Popover.Target>
        <Tooltip label={t("commands.title")}>
          <ActionIcon variant="default" size="md" aria-label={t("commands.title")}>
            <IconTerminal2 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("commands.title")}>
        <h2 className={classes.heading}>{t("commands.title")}</h2>
        <ul className={classes.list}>
          {commands.map((command) => (
            <li key={command} className={classes.command}>
              <code className={classes.mono}>{command}</code>
              <CopyButton value={command} label={t("commands.copy")} />
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
