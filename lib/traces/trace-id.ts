/** The trace id in a pasted text (bare, in a URL of a trace page, or a `traceparent`); undefined when there is none. */
export function traceIdFromText(text: string): string | undefined {
  const trimmed = text.trim();
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/i.exec(trimmed);
  if (parent?.[1] !== undefined) return parent[1].toLowerCase();
  const inUrl = /\/traces?\/([0-9a-f]{16,32})(?:[/?#]|$)/i.exec(trimmed);
  if (inUrl?.[1] !== undefined) return inUrl[1].toLowerCase();
  return /^[0-9a-f]{15,32}$/i.test(trimmed) ? trimmed.toLowerCase() : undefined;
}
