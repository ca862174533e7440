"use client";
import { lazy, Suspense } from "react";
import { PageSkeleton } from "./page-skeleton";

const MergeEditor = lazy(async () => ({ default: (await import("./merge-editor")).MergeEditor }));

/** Two texts side by side, or in one, with their differences; unchanged stretches are folded. */
export function YamlDiff(props: { before: string; after: string; label: string; isUnified?: boolean }) {
  return (
    <Suspense fallback={<PageSkeleton rows={8} />}>
      <MergeEditor {...props} />
    </Suspense>
  );
}
