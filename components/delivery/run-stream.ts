/** Longer than the server's heartbeat by enough for a slow line. */
const silenceMs = 15_000;
const reopenMs = 15_000;

type StreamListener = {
  /** The ids of runs that were saved; the first time of those under way. */
  readonly onRuns: (runIds: readonly string[]) => void;
  /** Whether changes arrive; false also while something between holds the stream back. */
  readonly onLive: (isLive: boolean) => void;
};

/**
 * Listens to `delivery.changes` until the returned function is called. Server-sent events are read here and not by the
 * client library, whose part for them would be in the first load of every page.
 */
export function openRunStream(url: string, { onRuns, onLive }: StreamListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function expectSign(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      onLive(false);
      open();
    }, silenceMs);
  }

  function open(): void {
    source?.close();
    const opened = new EventSource(url);
    source = opened;
    expectSign();
    const onSign = () => {
      onLive(true);
      expectSign();
    };
    opened.addEventListener("connected", onSign);
    opened.addEventListener("ping", onSign);
    opened.addEventListener("message", ({ data }) => {
      onSign();
      const runIds = runIdsFrom(data);
      if (runIds.length > 0) onRuns(runIds);
    });
    opened.addEventListener("error", () => {
      onLive(false);
      // Open ones are connected again by the browser; a refused one stays closed.
      if (opened.readyState !== EventSource.CLOSED) return;
      clearTimeout(timer);
      timer = setTimeout(open, reopenMs);
    });
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/** The run ids of one message; nothing of a message that has another form. */
export function runIdsFrom(data: unknown): readonly string[] {
  if (typeof data !== "string") return [];
  try {
    const parsed: unknown = JSON.parse(data);
    if (!Array.isArray(parsed)) return [];
    return parsed.flatMap((one: { runId?: unknown } | null) =>
      typeof one?.runId === "string" ? [one.runId] : [],
    );
  } catch {
    return [];
  }
}
