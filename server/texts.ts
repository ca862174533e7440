import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { locales, type Locale } from "@/lib/i18n/locales";
import { messages } from "@/lib/i18n/messages";

type Encoding = "br" | "gzip";
type TextsFile = {
  /** `en.0123456789abcdef.json`: another name for other texts, so that a browser may keep it for good. */
  readonly name: string;
  readonly body: Uint8Array;
  readonly packed: Map<Encoding, Promise<Uint8Array>>;
};

const hashLetters = 16;
const brotliQuality = 9;
const files = new Map<Locale, TextsFile>();

function fileOf(locale: Locale): TextsFile {
  const known = files.get(locale);
  if (known !== undefined) return known;
  const body = Buffer.from(JSON.stringify(messages[locale]));
  const hash = createHash("sha256").update(body).digest("hex").slice(0, hashLetters);
  const made = { name: `${locale}.${hash}.json`, body, packed: new Map() };
  files.set(locale, made);
  return made;
}

/** The name of the file with all texts of a locale, of which /texts/<name> is the address. */
export function textsFileName(locale: Locale): string {
  return fileOf(locale).name;
}

const packers: Readonly<Record<Encoding, (body: Uint8Array) => Promise<Uint8Array>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: (body) => promisify(gzip)(body),
};

function packed(file: TextsFile, encoding: Encoding): Promise<Uint8Array> {
  const known = file.packed.get(encoding);
  if (known !== undefined) return known;
  const made = packers[encoding](file.body);
  file.packed.set(encoding, made);
  return made;
}

function encodingFor(accepted: string | null): Encoding | undefined {
  const parts = (accepted ?? "").toLowerCase().replaceAll(/\s/g, "").split(",");
  const takes = (name: Encoding) =>
    parts.some((part) => part.split(";", 1)[0] === name && !/;q=0(?:\.0*)?$/.test(part));
  return takes("br") ? "br" : takes("gzip") ? "gzip" : undefined;
}

/**
 * The answer to a browser that asks for the texts called `name`. While replicas of two versions run, one may be asked for
 * texts of the other: it gives its own, which nobody keeps.
 */
export async function textsResponse(name: string, acceptedEncodings: string | null): Promise<Response> {
  const locale = locales.find((each) => name.startsWith(`${each}.`) && name.endsWith(".json"));
  if (locale === undefined) return new Response("no such texts\n", { status: 404 });
  const file = fileOf(locale);
  const encoding = encodingFor(acceptedEncodings);
  const body = encoding === undefined ? file.body : await packed(file, encoding);
  return new Response(new Uint8Array(body), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": name === file.name ? "public, max-age=31536000, immutable" : "no-store",
      vary: "accept-encoding",
      ...(encoding === undefined ? {} : { "content-encoding": encoding }),
    },
  });
}
