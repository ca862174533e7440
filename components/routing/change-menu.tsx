"use client";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { routingKinds, wizardPath } from "./wizard/routing-kinds";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

/** Every change of routing that begins with this service. */
export function ChangeMenu({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("routing");
  const href = useViewHref();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {t("launcher.menu")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {routingKinds.map((kind) => (
          <Menu.Item
            key={kind}
            component={Link}
            href={href(wizardPath(kind), { service: `${namespace}/${name}` })}
          >
            {t(`intent.${kind}.name`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
