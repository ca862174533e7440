"use client";
import { lazy, Suspense } from "react";
import { PageSkeleton } from "./page-skeleton";

const MergeEditor = lazy(async () => ({ default: (await import("./merge-editor")).MergeEditor }));

/** Two texts side by side with their differences; unchanged stretches are folded. */
export function YamlDiff({ before, after, label }: { before: string; after: string; label: string }) {
  return (
    <Suspense fallback={<PageSkeleton rows={8} />}>
      <MergeEditor before={before} after={after} label={label} />
    </Suspense>
  );
}
