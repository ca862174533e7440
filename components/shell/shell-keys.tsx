"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { pages } from "./pages";
import { openPalette, shellEvents } from "./shell-events";
import { usePart } from "./use-part";
import { useViewHref } from "@/components/query/use-view-href";

const loadPalette = () => import("./command-palette").then(({ CommandPalette }) => CommandPalette);
const loadHelp = () => import("./keyboard-help").then(({ KeyboardHelp }) => KeyboardHelp);

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

function isPaletteKey(event: KeyboardEvent): boolean {
  return (
    (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k"
  );
}

/** The console-wide keys. Palette and help are loaded when they are first wanted. */
export function ShellKeys() {
  const router = useRouter();
  const href = useViewHref();
  const queryClient = useQueryClient();
  const waiting = useRef(false);
  const [helpOpened, setHelpOpened] = useState(false);
  const [Palette, wantPalette] = usePart(loadPalette);
  const [Help, wantHelp] = usePart(loadHelp);
  useEffect(() => {
    function help() {
      wantHelp();
      setHelpOpened(true);
    }
    // The keyboard is outside of React.
    function onKey(event: KeyboardEvent) {
      if (isTyping(event.target)) return;
      if (isPaletteKey(event)) {
        event.preventDefault();
        openPalette();
      }
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      const page = waiting.current ? pages.find((each) => each.key === event.key) : undefined;
      waiting.current = event.key === "g" && page === undefined;
      if (page !== undefined) router.push(href(page.path));
      else if (event.key === "?") help();
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
    window.addEventListener("keydown", onKey);
    window.addEventListener(shellEvents.help, help);
    window.addEventListener(shellEvents.palette, wantPalette);
    // Says that the keys work: scripts that drive the page wait for it.
    document.documentElement.dataset["hdKeys"] = "on";
    return () => {
      delete document.documentElement.dataset["hdKeys"];
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(shellEvents.help, help);
      window.removeEventListener(shellEvents.palette, wantPalette);
    };
  }, [router, href, queryClient, wantPalette, wantHelp]);
  return (
    <>
      {Palette === undefined ? null : <Palette />}
      {Help === undefined ? null : <Help opened={helpOpened} onClose={() => setHelpOpened(false)} />}
    </>
  );
}
