"use client";
import { Link } from "@/components/ui/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { Mark } from "./mark";
import { pages } from "./pages";
import classes from "./shell.module.css";
import { useViewHref } from "@/components/query/use-view-href";

export function NavRail() {
  const t = useTranslations("shell");
  const href = useViewHref();
  const pathname = usePathname();
  return (
    <nav className={classes.rail} aria-label={t("nav.label")}>
      <Link href={href("/overview")} className={classes.brand}>
        <Mark />
        <span>{t("product")}</span>
      </Link>
      {pages.map((page) => {
        const roots = [`/${page.path.split("/")[1] ?? ""}`, ...(page.roots ?? [])];
        const current = roots.some((root) => pathname === root || pathname.startsWith(`${root}/`));
        const PageIcon = page.icon;
        return (
          <Link
            key={page.id}
            href={href(page.path)}
            className={classes.link}
            aria-current={current ? "page" : undefined}
            title={t(`nav.${page.id}`)}
          >
            <PageIcon size={18} stroke={1.7} aria-hidden />
            <span>{t(`nav.${page.id}`)}</span>
          </Link>
        );
      })}
    </nav>
  );
}
