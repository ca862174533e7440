/** JSON values of a body, or why it has none. */
export type Documents =
  | { readonly ok: true; readonly values: readonly unknown[] }
  | { readonly ok: false; readonly reason: "empty" | "not_json" | "truncated"; readonly message: string };

/** Reads one JSON value, or several one after the other with or without line breaks, as a streaming gateway sends them. */
export function readDocuments(text: string): Documents {
  const body = text.trim();
  if (body === "") return { ok: false, reason: "empty", message: "the answer has no body" };
  if (body.startsWith("<")) return { ok: false, reason: "not_json", message: "HTML instead of JSON" };
  const whole = parsed(body);
  if (whole.ok) return { ok: true, values: Array.isArray(whole.value) ? whole.value : [whole.value] };
  const { pieces, rest } = splitDocuments(body);
  const values: unknown[] = [];
  for (const piece of pieces) {
    const part = parsed(piece);
    if (!part.ok) return { ok: false, reason: "not_json", message: part.message.slice(0, 200) };
    values.push(part.value);
  }
  if (rest !== "" && /^[{[]/.test(rest)) {
    return { ok: false, reason: "truncated", message: `the JSON ends early after ${text.length} characters` };
  }
  if (rest !== "" || values.length === 0) {
    return { ok: false, reason: "not_json", message: `no JSON: ${body.slice(0, 120)}` };
  }
  return { ok: true, values };
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Cuts at the ends of top-level objects; `rest` is what comes after the last whole one. */
function splitDocuments(text: string): { pieces: string[]; rest: string } {
  const pieces: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) {
        pieces.push(text.slice(start, at + 1).trim());
        start = at + 1;
      }
    }
  }
  return { pieces, rest: text.slice(start).trim() };
}
