import { useCallback, useState, type ComponentType } from "react";

/**
 * A part of the frame that is loaded when it is first wanted. One that could not be loaded stays away and is tried again
 * when it is wanted again: around the frame is nothing that could show an error.
 */
export function usePart<Props>(load: () => Promise<ComponentType<Props>>) {
  const [part, setPart] = useState<ComponentType<Props>>();
  const want = useCallback(() => {
    load().then(
      (loaded) => setPart(() => loaded),
      () => undefined,
    );
  }, [load]);
  return [part, want] as const;
}
