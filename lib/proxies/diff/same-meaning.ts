import { isProtoObject, type ProtoObject } from "@/lib/proxies/proto-json";
import { fieldInfo, isDefault, type FieldInfo, type FieldMode } from "./field-rules";
import { modeBelow, scalarForm } from "./normal-form";

/**
 * Whether two values of a dump certainly mean the same: their normal forms are equal. It walks both at once and makes no
 * forms, which costs a fraction of them; `false` only says that the forms have to be compared.
 */
export function isSameMeaning(left: unknown, right: unknown): boolean {
  return isSame(left, right, root, "proto");
}

const root = fieldInfo("");
/** Types in another spelling, and bytes that may be text, are for the normal form. */
const opening = new Set(["@type", "inline_bytes"]);

function isSame(left: unknown, right: unknown, field: FieldInfo, mode: FieldMode): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    const below = mode === "map" ? "proto" : mode;
    return left.every((item, index) => isSame(item, right[index], field, below));
  }
  if (isProtoObject(left)) {
    if (!isProtoObject(right)) return false;
    return mode === "data" ? isSameData(left, right) : isSameObject(left, right, field, mode);
  }
  if (mode === "data" || Array.isArray(right) || isProtoObject(right)) return false;
  return scalarForm(left, field) === scalarForm(right, field);
}

function isSameData(left: ProtoObject, right: ProtoObject): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key], root, "data"))
  );
}

function isSameObject(left: ProtoObject, right: ProtoObject, field: FieldInfo, mode: FieldMode): boolean {
  let paired = 0;
  for (const key in left) {
    const value = left[key];
    const own = mode === "map" ? undefined : fieldInfo(key);
    const other = own === undefined ? right[key] : partnerOf(right, key, own);
    if (other === undefined || other === null) {
      if (saysSomething(value, own)) return false;
    } else {
      paired += 1;
      if (!isSamePair(value, other, key, field, own)) return false;
    }
  }
  return isRestSilent(left, right, paired, mode);
}

function isSamePair(
  left: unknown,
  right: unknown,
  key: string,
  field: FieldInfo,
  own: FieldInfo | undefined,
): boolean {
  // The name of a map's entry is no field; what is below of it is a message again.
  if (own === undefined) return isSame(left, right, fieldInfo(key), "proto");
  if (own.isVolatile) return true;
  if (left === right) return true;
  return !opening.has(own.name) && isSame(left, right, own, modeBelow(field, own));
}

/** What `right` has more than its partners has to be silent too. */
function isRestSilent(left: ProtoObject, right: ProtoObject, paired: number, mode: FieldMode): boolean {
  let silent = 0;
  let all = 0;
  for (const key in right) {
    all += 1;
    const own = mode === "map" ? undefined : fieldInfo(key);
    const other = own === undefined ? left[key] : partnerOf(left, key, own);
    if (other !== undefined && other !== null) continue;
    if (saysSomething(right[key], own)) return false;
    silent += 1;
  }
  // A field that stands there in both spellings is paired twice.
  return all === paired + silent;
}

function partnerOf(value: ProtoObject, key: string, { name, camel }: FieldInfo): unknown {
  return value[key] ?? value[name] ?? value[camel];
}

function saysSomething(value: unknown, own: FieldInfo | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (own === undefined) return true;
  if (own.isVolatile) return false;
  if (opening.has(own.name)) return true;
  const form = own.mode === "data" || Array.isArray(value) ? value : scalarForm(value, own);
  return isProtoObject(value) || !isDefault(own.name, form);
}

/** Whether two values in normal form are equal. */
export function isSameForm(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => isSameForm(item, right[index]))
    );
  }
  if (!isProtoObject(left) || !isProtoObject(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSameForm(left[key], right[key]))
  );
}
