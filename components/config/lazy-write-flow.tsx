"use client";
import dynamic from "next/dynamic";
import { PageSkeleton } from "@/components/ui/page-skeleton";

/** The review and its outcome: most visits of a page never come to it. */
export const LazyWriteFlow = dynamic(async () => ({ default: (await import("./write-flow")).WriteFlow }), {
  ssr: false,
  loading: () => <PageSkeleton rows={10} />,
});
