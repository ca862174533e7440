"use client";
import { ActionIcon } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import classes from "./side-panel.module.css";

/** A panel beside the content, over it on a narrow screen. Escape closes it and gives the focus back. */
export function SidePanel({
  title,
  onClose,
  children,
  widthPx = 400,
}: {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  widthPx?: number;
}) {
  const t = useTranslations("common");
  const panel = useRef<HTMLElement>(null);
  // Rows are walked with the panel open: Escape closes it from there, too, unless what has the focus wants the key itself.
  useWindowEvent("keydown", (event) => {
    const { target } = event;
    if (event.key !== "Escape" || event.defaultPrevented || !(target instanceof Element)) return;
    if (target === document.body || target.closest("[role=row]") !== null) onClose();
  });
  useEffect(() => {
    // The focus lives in the browser, not in React: remember who had it and give it back on close.
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <aside
      ref={panel}
      className={classes.panel}
      style={{ width: widthPx }}
      aria-label={typeof title === "string" ? title : t("details")}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          onClose();
        }
      }}
    >
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("close")}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </div>
      <div className={classes.body}>{children}</div>
    </aside>
  );
}
