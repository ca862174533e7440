"use client";
import { useCallback, useSyncExternalStore } from "react";

const changed = new Set<() => void>();

/** A text of this window that survives a reload, under `key`; "" until something was typed. */
export function useKeptText(key: string): readonly [string, (text: string) => void] {
  const text = useSyncExternalStore(
    (listener) => {
      changed.add(listener);
      return () => void changed.delete(listener);
    },
    () => read(key),
    () => "",
  );
  const set = useCallback(
    (next: string) => {
      write(key, next);
      for (const listener of changed) listener();
    },
    [key],
  );
  return [text, set];
}

// Without storage (a private window that is full, a policy) the text lives as long as the page.
const memory = new Map<string, string>();

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? memory.get(key) ?? "";
  } catch {
    return memory.get(key) ?? "";
  }
}

function write(key: string, text: string): void {
  memory.set(key, text);
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // The map has it.
  }
}
