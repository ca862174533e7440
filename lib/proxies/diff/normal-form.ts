import { isProtoObject, type ProtoObject } from "@/lib/proxies/proto-json";
import { fieldInfo, isDefault, type FieldInfo, type FieldMode } from "./field-rules";
import { listRule } from "./list-rules";

const root = fieldInfo("");

/**
 * A value of a config dump in the one form that all spellings of the same meaning share: snake_case names in order,
 * defaults left out, durations, 64-bit numbers and base64 in one spelling, TypedStructs as the message that they stand
 * for, and lists whose order says nothing sorted.
 */
export function normalForm(value: unknown): unknown {
  return formOf(value, root, "proto");
}

/** The form of a value of which nothing is known: its keys in order, everything else as it is. */
export function dataForm(value: unknown): unknown {
  return formOf(value, root, "data");
}

/** Text that is equal for equal meaning, of a value in normal form. */
export function meaningText(normal: unknown): string {
  return JSON.stringify(normal) ?? "";
}

function formOf(value: unknown, field: FieldInfo, mode: FieldMode): unknown {
  if (typeof value === "string") return mode === "data" ? value : scalarForm(value, field);
  if (Array.isArray(value)) return listForm(value, field, mode);
  return isProtoObject(value) ? objectForm(value, field, mode) : value;
}

function listForm(items: readonly unknown[], field: FieldInfo, mode: FieldMode): unknown {
  const below = mode === "map" ? "proto" : mode;
  const forms = items.map((item) => formOf(item, field, below));
  if (forms.length < 2 || mode === "data" || listRule(field.name, forms).isOrdered) return forms;
  const names = forms.map(nameOf);
  // Names that differ put items in order without printing them, which costs as much as reading them.
  const areNamed = !names.includes(undefined) && new Set(names).size === names.length;
  const keys = areNamed ? names : forms.map(meaningText);
  return forms
    .map((_form, index) => index)
    .sort((a, b) => compareTexts(keys[a] ?? "", keys[b] ?? ""))
    .map((index) => forms[index]);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function nameOf(form: unknown): string | undefined {
  const name = isProtoObject(form) ? form["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}

function objectForm(object: ProtoObject, field: FieldInfo, mode: FieldMode): unknown {
  const opened = mode === "data" ? object : openTypedStruct(object);
  const forms: Record<string, unknown> = {};
  const keys: string[] = [];
  for (const key of Object.keys(opened)) {
    const raw = opened[key];
    if (mode === "data") put(forms, keys, key, formOf(raw, root, "data"));
    else if (raw !== null && raw !== undefined) putField(forms, keys, { key, raw, field, mode });
  }
  const form = inOrder(forms, keys);
  return mode === "proto" && typeof form["inline_bytes"] === "string" ? dataSourceForm(form) : form;
}

type RawField = {
  readonly key: string;
  readonly raw: unknown;
  readonly field: FieldInfo;
  readonly mode: FieldMode;
};

function putField(forms: Record<string, unknown>, keys: string[], { key, raw, field, mode }: RawField): void {
  const own = fieldInfo(key);
  // The name of a map's entry is a person's word; what is below of it is a message again.
  if (mode === "map") return put(forms, keys, key, formOf(raw, own, "proto"));
  if (own.isVolatile) return;
  const below = modeBelow(field, own);
  const form = own.name === "@type" ? messageName(raw) : formOf(raw, own, below);
  if (!isDefault(own.name, form)) put(forms, keys, own.name, form);
}

/** How the field `own` of a message in `field` is to be read. */
export function modeBelow(field: FieldInfo, own: FieldInfo): FieldMode {
  return own.name === "metadata" && field.name === "node" ? "data" : own.mode;
}

function put(forms: Record<string, unknown>, keys: string[], key: string, form: unknown): void {
  if (!Object.hasOwn(forms, key)) keys.push(key);
  // Assigning to this name would set the prototype.
  if (key === "__proto__")
    Object.defineProperty(forms, key, { value: form, enumerable: true, configurable: true, writable: true });
  else forms[key] = form;
}

function inOrder(forms: Record<string, unknown>, keys: string[]): Record<string, unknown> {
  if (keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key)) return forms;
  const form: Record<string, unknown> = {};
  const sorted: string[] = [];
  for (const key of keys.sort()) put(form, sorted, key, forms[key]);
  return form;
}

function messageName(type: unknown): unknown {
  return typeof type === "string" ? type.slice(type.lastIndexOf("/") + 1) : type;
}

/** A TypedStruct as the message of its `type_url`: its content is that message's JSON. */
function openTypedStruct(object: ProtoObject): ProtoObject {
  const type = object["@type"];
  if (typeof type !== "string" || !type.endsWith(".TypedStruct")) return object;
  const url = object["type_url"] ?? object["typeUrl"];
  const value = object["value"];
  return { ...(isProtoObject(value) ? value : {}), ...(typeof url === "string" ? { "@type": url } : {}) };
}

/** Bytes that are text are the same as that text given inline. */
function dataSourceForm(form: Record<string, unknown>): unknown {
  const { inline_bytes: bytes, ...rest } = form;
  if (typeof bytes !== "string") return form;
  const decoded = textFromBase64(bytes);
  const plain = bytes.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  return decoded === undefined ? { ...rest, inline_bytes: plain } : { ...rest, inline_string: decoded };
}

function textFromBase64(encoded: string): string | undefined {
  try {
    const plain = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const wholeNumber = /^(?:0|-?[1-9]\d{0,14})$/;
const duration = /^(-?\d+)(?:\.(\d*?)0*)?s$/;

/** A plain value of a field in its one spelling. */
export function scalarForm(value: unknown, field: FieldInfo): unknown {
  if (typeof value !== "string" || field.isText || !startsAsNumber(value)) return value;
  if (wholeNumber.test(value)) return Number(value);
  const match = duration.exec(value);
  if (match === null) return value;
  const [, seconds = "", fraction = ""] = match;
  return fraction === "" ? `${seconds}s` : `${seconds}.${fraction}s`;
}

function startsAsNumber(value: string): boolean {
  const first = value.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || first === 0x2d;
}
