"use client";
import { Button } from "@mantine/core";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";

export function NotFoundPage() {
  const t = useTranslations("shell");
  return (
    <main>
      <EmptyState
        headingOrder={1}
        title={t("notFound.title")}
        reason={t("notFound.text")}
        action={
          <Button component={Link} href="/overview" variant="default" size="xs" mt={8}>
            {t("errorPage.home")}
          </Button>
        }
      />
    </main>
  );
}
