"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

const kept = ["cluster", "ns", "range", "from", "to", "refresh"];

/** Makes hrefs that keep the scope of the page: same cluster, namespaces, range. `params` are added; undefined ones are left out. */
export function useViewHref(): (
  path: string,
  params?: Readonly<Record<string, string | undefined>>,
) => string {
  const search = useSearchParams();
  const text = search.toString();
  return useCallback(
    (path, params = {}) => {
      const current = new URLSearchParams(text);
      const next = new URLSearchParams();
      for (const key of kept) {
        const value = current.get(key);
        if (value !== null) next.set(key, value);
      }
      for (const [key, value] of Object.entries(params)) if (value !== undefined) next.set(key, value);
      const query = next.toString();
      return query === "" ? path : `${path}?${query}`;
    },
    [text],
  );
}
