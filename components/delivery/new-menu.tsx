"use client";
import { Button, Menu } from "@mantine/core";
import {
  IconArrowsSplit2,
  IconBolt,
  IconCalendarRepeat,
  IconChevronDown,
  IconStairsUp,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import classes from "./delivery.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

const entries = [
  { id: "newCanary", what: "newCanaryWhat", path: "/delivery/canary/new", icon: IconStairsUp },
  { id: "newExperiment", what: "newExperimentWhat", path: "/delivery/experiment/new", icon: IconBolt },
  { id: "newChange", what: "newChangeWhat", path: "/routing", icon: IconArrowsSplit2 },
] as const;

/** Everything that can be begun from here. */
export function NewMenu() {
  const t = useTranslations("delivery");
  const href = useViewHref();
  return (
    <Menu position="bottom-end" width={340} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {t("new")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ id, what, path, icon: EntryIcon }) => (
          <Menu.Item
            key={id}
            component={Link}
            href={href(path)}
            leftSection={<EntryIcon size={17} stroke={1.7} aria-hidden />}
          >
            {t(id)}
            <span className={classes.what}>{t(what)}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          component={Link}
          href={href("/delivery/experiment")}
          leftSection={<IconCalendarRepeat size={17} stroke={1.7} aria-hidden />}
        >
          {t("templates")}
          <span className={classes.what}>{t("templatesWhat")}</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
