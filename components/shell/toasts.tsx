"use client";
import { useNotifications } from "@mantine/notifications";
import { useEffect } from "react";
import { usePart } from "./use-part";

const loadList = () => import("./toast-list").then(({ ToastList }) => ToastList);

/** Short messages in the corner; what draws them is loaded with the first. */
export function Toasts() {
  const isWanted = useNotifications().notifications.length > 0;
  const [List, want] = usePart(loadList);
  useEffect(() => {
    if (isWanted) want();
  }, [isWanted, want]);
  return List === undefined ? null : <List />;
}
