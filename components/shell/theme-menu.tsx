"use client";
import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun, IconSunMoon } from "@tabler/icons-react";
import { useTranslations } from "use-intl";

const icons = { light: IconSun, dark: IconMoon, auto: IconSunMoon } as const;

export function ThemeMenu() {
  const t = useTranslations("shell");
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("theme.toggle")}>
          <IconSunMoon size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(["light", "dark", "auto"] as const).map((scheme) => {
          const SchemeIcon = icons[scheme];
          return (
            <Menu.Item
              key={scheme}
              leftSection={<SchemeIcon size={15} aria-hidden />}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`theme.${scheme}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
