"use client";
import { ActionIcon, Menu } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "use-intl";
import { localeCookie, locales } from "@/lib/i18n/locales";

const names = { en: "English", zh: "中文" } as const;

export function LocaleMenu() {
  const t = useTranslations("shell");
  const router = useRouter();
  const current = useLocale();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("language")}>
          <IconLanguage size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {locales.map((locale) => (
          <Menu.Item
            key={locale}
            lang={locale}
            fw={locale === current ? 600 : undefined}
            onClick={() => {
              document.cookie = `${localeCookie}=${locale}; path=/; max-age=31536000; samesite=lax`;
              router.refresh();
            }}
          >
            {names[locale]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
