"use client";
import { ErrorPage } from "@/components/shell/error-page";

export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return <ErrorPage message={error.message} reset={reset} />;
}
