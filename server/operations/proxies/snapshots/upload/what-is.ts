import { phrase, type Phrase } from "@/lib/phrase";

/** Why a file is no JSON, by what its first bytes look like; for files that are neither JSON nor an archive. */
export function describeStart(head: Uint8Array): Phrase {
  const [a, b, c, d] = head;
  if (a === 0x50 && b === 0x4b) return phrase("file_is_zip");
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd)
    return phrase("file_is_packed", { format: "zstd" });
  if (a === 0x42 && b === 0x5a && c === 0x68) return phrase("file_is_packed", { format: "bzip2" });
  if (a === 0xfd && b === 0x37 && c === 0x7a) return phrase("file_is_packed", { format: "xz" });
  if (a === 0x25 && b === 0x50 && c === 0x44 && d === 0x46) return phrase("file_is_pdf");
  const start = head.subarray(0, 200);
  if (start.some((byte) => byte < 9)) return phrase("file_is_binary");
  const text = new TextDecoder().decode(start).trimStart();
  if (/^<(?:!doctype|html)/i.test(text)) return phrase("file_is_html");
  if (/^(?:configs:|---|apiVersion:)/.test(text)) return phrase("file_is_yaml");
  if (/^(?:NAME|SERVICE FQDN|ADDRESSES|ENDPOINT|RESOURCE NAME)\b/.test(text)) return phrase("file_is_table");
  return phrase("file_begins", { start: text.slice(0, 40).replaceAll(/\s+/g, " ") });
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The encoding of text with two bytes for each letter, by its byte order mark or by how JSON begins in it. */
export function wideEncoding([first, second]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && (first === 0x7b || first === 0x5b)) return "utf-16le";
  return first === 0 && (second === 0x7b || second === 0x5b) ? "utf-16be" : undefined;
}

/** Whether a block of 512 bytes is a tar header. Source: POSIX ustar, magic at 257. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= 263 && new TextDecoder().decode(head.subarray(257, 262)) === "ustar";
}

/** The first byte of JSON, after spaces and a byte order mark; -1 when there are only those. */
export function jsonStart(head: Uint8Array): number {
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (at < head.length && (head[at] ?? 0) <= 0x20) at += 1;
  return at < head.length ? at : -1;
}
