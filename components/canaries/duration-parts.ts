type Part = { readonly unit: "second" | "minute" | "hour" | "day"; readonly count: number };

/** A time in its one or two largest units, as exact as somebody who waits for it needs: seconds up to two minutes. */
export function durationParts(durationMs: number): readonly Part[] {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  if (seconds < 120) return [{ unit: "second", count: seconds }];
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return [{ unit: "minute", count: minutes }];
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return withRest({ unit: "hour", count: hours }, { unit: "minute", count: minutes % 60 });
  const wholeHours = Math.round(minutes / 60);
  return withRest(
    { unit: "day", count: Math.floor(wholeHours / 24) },
    { unit: "hour", count: wholeHours % 24 },
  );
}

function withRest(large: Part, small: Part): readonly Part[] {
  return small.count === 0 ? [large] : [large, small];
}
