/** Longer than the server's heartbeat by enough for a slow line. */
const silenceMs = 15_000;
const reopenMs = 15_000;

/**
 * Listens to a subscription at `url` until the returned function is called. `onLive` tells whether messages arrive;
 * false also while something between holds the stream back. The client library's part for this would be in the first
 * load of every page.
 */
export function openBoardStream(
  url: string,
  listener: { readonly onMessage: (data: unknown) => void; readonly onLive: (isLive: boolean) => void },
): () => void {
  const { onMessage, onLive } = listener;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function again(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      onLive(false);
      open();
    }, ms);
  }

  function open(): void {
    source?.close();
    const opened = new EventSource(url);
    source = opened;
    again(silenceMs);
    opened.addEventListener("connected", () => again(silenceMs));
    opened.addEventListener("ping", () => again(silenceMs));
    opened.addEventListener("message", ({ data }: MessageEvent<string>) => {
      again(silenceMs);
      const parsed = parsedOf(data);
      if (parsed === undefined) return;
      onLive(true);
      onMessage(parsed);
    });
    // The server ends a stream with an error by this event; asking again at once would be a loop.
    opened.addEventListener("serialized-error", () => {
      onLive(false);
      opened.close();
      again(reopenMs);
    });
    opened.addEventListener("error", () => {
      onLive(false);
      // Open ones are connected again by the browser; a refused one stays closed.
      if (opened.readyState === EventSource.CLOSED) again(reopenMs);
    });
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function parsedOf(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
