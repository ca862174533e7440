import { isProtoObject, type ProtoObject } from "@/lib/proxies/proto-json";
import { fieldName, isDefault, isTextField, modeOfField, type FieldMode } from "./field-rules";
import { listRule } from "./list-rules";

const volatileFields = new Set(["version_info", "last_updated", "client_status", "last_update_attempt"]);

/**
 * A value of a config dump in the one form that all spellings of the same meaning share: snake_case names in order,
 * defaults left out, durations, 64-bit numbers and base64 in one spelling, TypedStructs as the message that they stand
 * for, and lists whose order says nothing sorted.
 */
export function normalForm(value: unknown): unknown {
  return formOf(value, "", "", "proto");
}

/** Text that is equal for equal meaning, of a value in normal form. */
export function meaningText(normal: unknown): string {
  return JSON.stringify(normal) ?? "";
}

function formOf(value: unknown, parent: string, name: string, mode: FieldMode): unknown {
  if (Array.isArray(value)) return listForm(value, parent, name, mode);
  if (isProtoObject(value)) return objectForm(value, parent, name, mode);
  return mode === "data" ? value : scalarForm(value, name);
}

function listForm(items: readonly unknown[], parent: string, name: string, mode: FieldMode): unknown {
  const forms = items.map((item) => formOf(item, parent, name, mode === "map" ? "proto" : mode));
  if (forms.length < 2 || mode === "data" || listRule(name, forms).isOrdered) return forms;
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

function objectForm(object: ProtoObject, parent: string, name: string, mode: FieldMode): unknown {
  const opened = mode === "data" ? object : openTypedStruct(object);
  const forms = new Map<string, unknown>();
  for (const key of Object.keys(opened)) {
    const raw = opened[key];
    if (mode === "data") forms.set(key, formOf(raw, name, key, "data"));
    else if (raw !== null && raw !== undefined) {
      const own = mode === "map" ? key : fieldName(key);
      if (volatileFields.has(own)) continue;
      const below = mode === "map" ? "proto" : modeOfField(name, own);
      const form = own === "@type" ? messageName(raw) : formOf(raw, name, own, below);
      if (mode === "map" || !isDefault(own, form)) forms.set(own, form);
    }
  }
  const form = inOrder(forms);
  return mode === "proto" ? dataSourceForm(form) : form;
}

function inOrder(forms: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const keys = [...forms.keys()].toSorted();
  // Assigning to this name would set the prototype.
  if (forms.has("__proto__")) return Object.fromEntries(keys.map((key) => [key, forms.get(key)]));
  const form: Record<string, unknown> = {};
  for (const key of keys) form[key] = forms.get(key);
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
  const bytes = form["inline_bytes"];
  if (typeof bytes !== "string") return form;
  const { inline_bytes: _bytes, ...rest } = form;
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

function scalarForm(value: unknown, name: string): unknown {
  if (typeof value !== "string" || !startsAsNumber(value) || isTextField(name)) return value;
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
