"use client";
import { Kbd, Modal, Table } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { pages } from "./pages";
import { useViewHref } from "@/components/query/use-view-href";

const openEvent = "heddle:keyboard-help";

export function openKeyboardHelp(): void {
  window.dispatchEvent(new Event(openEvent));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

/** The console-wide keys and the page that explains them. */
export function KeyboardHelp() {
  const t = useTranslations("shell");
  const [opened, setOpened] = useState(false);
  const router = useRouter();
  const href = useViewHref();
  const queryClient = useQueryClient();
  const waiting = useRef(false);
  useEffect(() => {
    // The keyboard is outside of React.
    function onKey(event: KeyboardEvent) {
      if (isTyping(event.target) || event.metaKey || event.ctrlKey || event.altKey) return;
      const page = waiting.current ? pages.find((each) => each.key === event.key) : undefined;
      waiting.current = event.key === "g" && page === undefined;
      if (page !== undefined) router.push(href(page.path));
      else if (event.key === "?") setOpened(true);
      else if (event.key === "R") void queryClient.invalidateQueries({}, { cancelRefetch: false });
      else if (event.key === "/") {
        const field = document.querySelector<HTMLInputElement>(
          "[data-hd-filter] input, input[data-hd-filter]",
        );
        if (field === null) return;
        event.preventDefault();
        field.focus();
      }
    }
    const open = () => setOpened(true);
    window.addEventListener("keydown", onKey);
    window.addEventListener(openEvent, open);
    // Says that the keys work: scripts that drive the page wait for it.
    document.documentElement.dataset["hdKeys"] = "on";
    return () => {
      delete document.documentElement.dataset["hdKeys"];
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(openEvent, open);
    };
  }, [router, href, queryClient]);
  const rows = [
    [["⌘/Ctrl", "K"], t("keyboard.palette")],
    [["/"], t("keyboard.filter")],
    [["Shift", "R"], t("keyboard.refresh")],
    [["?"], t("keyboard.help")],
    [["Esc"], t("keyboard.close")],
    ...pages.map((page) => [["g", page.key], t("keyboard.go", { page: t(`nav.${page.id}`) })] as const),
  ] as const;
  return (
    <Modal opened={opened} onClose={() => setOpened(false)} title={t("keyboard.title")} size="md">
      <Table>
        <Table.Tbody>
          {rows.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td w={140}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
