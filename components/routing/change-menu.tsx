"use client";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { routingKinds, wizardPath } from "./wizard/routing-kinds";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

const runs = [
  { id: "menu.canary", path: "/delivery/canary/new" },
  { id: "menu.experiment", path: "/delivery/experiment/new" },
] as const;

/** Every change of routing that begins with this service. */
export function ChangeMenu({ namespace, name }: { namespace: string; name: string }) {
  const t = useTranslations("routing");
  const delivery = useTranslations("delivery");
  const href = useViewHref();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
          {t("launcher.menu")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {runs.map(({ id, path }) => (
          <Menu.Item key={id} component={Link} href={href(path, { service: `${namespace}/${name}` })}>
            {delivery(id)}
          </Menu.Item>
        ))}
        <Menu.Item component={Link} href={href("/delivery", { service: `${namespace}/${name}` })}>
          {delivery("menu.runs")}
        </Menu.Item>
        <Menu.Divider />
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
