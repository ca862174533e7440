"use client";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import classes from "./settings.module.css";
import { useViewHref } from "@/components/query/use-view-href";
import { Link } from "@/components/ui/link";

const tabs = [
  { id: "sources", path: "/settings/sources" },
  { id: "notifications", path: "/settings/notifications" },
] as const;

/** The pages of the settings. */
export function SettingsTabs() {
  const t = useTranslations("settings");
  const href = useViewHref();
  const pathname = usePathname();
  return (
    <nav className={classes.tabs} aria-label={t("tabs.label")}>
      {tabs.map(({ id, path }) => (
        <Link
          key={id}
          className={classes.tab}
          href={href(path)}
          aria-current={pathname.startsWith(path) ? "page" : undefined}
        >
          {t(`tabs.${id}`)}
        </Link>
      ))}
    </nav>
  );
}
