"use client";
import { notifications } from "@mantine/notifications";
import { usePhrases, type FailedCall } from "./use-phrases";

/** Says at the edge of the page that something did not work, in the reader's language. */
export function useErrorToast() {
  const phrases = usePhrases();
  return (title: string, error: FailedCall) =>
    notifications.show({ color: "red", title, message: phrases.error(error) });
}
