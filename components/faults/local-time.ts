/** What a `datetime-local` field holds for an instant, in the person's zone: `2026-11-21T16:30`. */
export function localTimeFromMs(timeMs: number): string {
  const at = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The instant of such a field; undefined while it is empty or half typed. */
export function msFromLocalTime(text: string): number | undefined {
  const timeMs = new Date(text).getTime();
  return text === "" || Number.isNaN(timeMs) ? undefined : timeMs;
}
