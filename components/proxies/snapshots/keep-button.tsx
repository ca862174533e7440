"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { ProxyView } from "@/lib/proxies/dump-target";

type Props = {
  readonly proxy: { readonly cluster: string; readonly namespace: string; readonly pod: string };
  readonly view: ProxyView;
};

/** Keeps the proxy's configuration as it is now. */
export function KeepButton(_props: Props) {
  const t = useTranslations("snapshots");
  return (
    <Button size="xs" variant="default">
      {t("keep.action")}
    </Button>
  );
}
