"use client";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { kindIcons, securityKinds } from "./security-kinds";
import { wizardPath } from "@/components/routing/wizard/routing-kinds";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

/** The wizards, about `target` (`namespace/name`) or about what the first step will ask for. */
export function ChangeMenu({ target, isCompact = false }: { target?: string; isCompact?: boolean }) {
  const t = useTranslations("security");
  const href = useViewHref();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          size={isCompact ? "compact-xs" : "xs"}
          variant={isCompact ? "default" : "filled"}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={target === undefined ? undefined : t("changeOf", { target })}
        >
          {t("change")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {securityKinds.map((kind) => {
          const KindIcon = kindIcons[kind];
          return (
            <Menu.Item
              key={kind}
              component={Link}
              href={href(wizardPath(kind), target === undefined ? {} : { service: target })}
              leftSection={<KindIcon size={16} stroke={1.7} aria-hidden />}
            >
              {t(`intent.${kind}.name`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
