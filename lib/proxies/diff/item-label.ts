import { fieldAt, isProtoObject, textField } from "@/lib/proxies/proto-json";
import type { PathStep } from "./change";
import { endpointAddress } from "./list-rules";

const shownCharacters = 60;

function matchWords(item: unknown): string | undefined {
  const match = fieldAt(item, "match");
  for (const kind of ["path", "prefix", "path_separated_prefix"]) {
    const text = textField(match, kind);
    if (text !== undefined) return kind === "path" ? text : `${text}*`;
  }
  return textField(fieldAt(match, "safe_regex"), "regex");
}

function localityWords(item: unknown): string | undefined {
  const locality = fieldAt(item, "locality");
  if (!isProtoObject(locality)) return undefined;
  return (
    ["region", "zone", "sub_zone"].flatMap((part) => textField(locality, part) ?? []).join("/") || undefined
  );
}

function nameOf(list: string, item: unknown): string | undefined {
  if (!isProtoObject(item)) return typeof item === "string" ? item : JSON.stringify(item);
  if (list === "lb_endpoints") return endpointAddress(item);
  if (list === "endpoints") return localityWords(item);
  if (list === "thresholds") return textField(item, "priority") ?? "DEFAULT";
  const named = ["name", "tag", "tag_name", "upgrade_type", "cluster", "host"].flatMap(
    (key) => textField(item, key) ?? [],
  );
  return named[0] ?? textField(fieldAt(item, "header"), "key") ?? matchWords(item);
}

/** What an item is called in a path: its name, with its place (from 1) where places matter: `2 "v2"`. */
export function itemLabel(list: string, item: unknown, index: number, isOrdered: boolean): string {
  const name = nameOf(list, item);
  const place = String(index + 1);
  if (name === undefined) return place;
  const short = name.length > shownCharacters ? `${name.slice(0, shownCharacters)}…` : name;
  return isOrdered ? `${place} ${JSON.stringify(short)}` : short;
}

/** `virtual_hosts[reviews].routes[2 "v2"].route.timeout`; a key that holds dots stands in quotes. */
export function pathText(path: readonly PathStep[]): string {
  let text = "";
  for (const step of path) {
    if (step.kind === "item") text += `[${step.key}]`;
    else if (/^[@\w-]+$/.test(step.name)) text += text === "" ? step.name : `.${step.name}`;
    else text += `[${JSON.stringify(step.name)}]`;
  }
  return text;
}
