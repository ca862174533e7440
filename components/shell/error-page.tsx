"use client";
import { Button, Group } from "@mantine/core";
import { Link } from "@/components/ui/link";
import { useTranslations } from "use-intl";
import { ErrorState } from "@/components/ui/error-state";

/** What a page that failed to draw shows inside the shell. */
export function ErrorPage({ message, reset }: { message: string; reset: () => void }) {
  const t = useTranslations("shell");
  return (
    <>
      <h1>{t("errorPage.title")}</h1>
      <p>{t("errorPage.text")}</p>
      <ErrorState error={{ message }} onRetry={reset} />
      <Group px={20}>
        <Button component={Link} href="/overview" variant="subtle" size="xs">
          {t("errorPage.home")}
        </Button>
      </Group>
    </>
  );
}
