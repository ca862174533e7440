import { get } from "node:http";
import { gunzipSync } from "node:zlib";

/** The scripts that a page's HTML asks for: what is loaded before the page is complete. */
export type PageScripts = { readonly files: number; readonly bytes: number; readonly htmlBytes: number };

const sizes = new Map<string, Promise<number>>();

/** Reads a page as a browser would, compressed, and sums up its scripts; a script of several pages is asked for once. */
export async function pageScripts(base: string, path: string): Promise<PageScripts> {
  const { text, bytes: htmlBytes } = await readCompressed(`${base}${path}`);
  const sources = new Set(
    [...text.matchAll(/<script\b[^>]*>/g)]
      .filter(([tag]) => !/\bnomodule\b/i.test(tag))
      .flatMap(([tag]) => /\bsrc="([^"]+)"/.exec(tag)?.[1] ?? []),
  );
  const all = await Promise.all([...sources].map((source) => sizeOf(new URL(source, base).href)));
  return { files: all.length, bytes: all.reduce((sum, size) => sum + size, 0), htmlBytes };
}

function sizeOf(url: string): Promise<number> {
  const known = sizes.get(url) ?? readCompressed(url).then(({ bytes }) => bytes);
  sizes.set(url, known);
  return known;
}

/** `fetch` would tell no more than the size after decompression. */
function readCompressed(url: string): Promise<{ text: string; bytes: number }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": "gzip" } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(parts);
        const plain = response.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
        resolve({ text: plain.toString("utf8"), bytes: body.length });
      });
    }).on("error", reject);
  });
}
