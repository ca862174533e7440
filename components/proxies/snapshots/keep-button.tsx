"use client";
import { Button } from "@mantine/core";
import { IconCamera } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { ProxyView } from "@/lib/proxies/dump-target";

const KeepDialog = dynamic(async () => (await import("./keep-dialog")).KeepDialog, { ssr: false });

export type KeepTarget = {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  readonly view: ProxyView;
};

/** Keeps the proxy's configuration as it is now. */
export function KeepButton({ target }: { readonly target: KeepTarget }) {
  const t = useTranslations("snapshots");
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    // The dialog goes at once, and cannot give the focus back by itself.
    button.current?.focus();
  };
  return (
    <>
      <Button
        ref={button}
        size="xs"
        variant="default"
        leftSection={<IconCamera size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t("keep.action")}
      </Button>
      {isOpen ? <KeepDialog target={target} onClose={close} /> : null}
    </>
  );
}
