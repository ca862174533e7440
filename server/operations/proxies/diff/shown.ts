import { objectKey } from "@/lib/mesh/object-ref";
import type { CauseFacts } from "@/lib/proxies/diff/causes/context";
import type { Cause } from "@/lib/proxies/diff/change";
import type { Fold } from "@/lib/proxies/diff/fold";
import type { ShownCause, ShownChange, ShownValue } from "@/server/operations/proxies/diff/answer";
import { groupFromApiVersion } from "@/lib/mesh/object-ref";

const shownCharacters = 600;

/** A value as indented JSON text; "" for none. */
export function valueText(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value, null, 2);
}

function shownValue(value: unknown): ShownValue {
  const text = typeof value === "object" && value !== null ? valueText(value) : JSON.stringify(value);
  return text.length <= shownCharacters
    ? { text, isCut: false }
    : { text: `${text.slice(0, shownCharacters)}…`, isCut: true };
}

export function shownFold({ first: change, places, resources, pathText }: Fold): ShownChange {
  const { path: _path, before, after, cause: _cause, ...rest } = change;
  const isMove = change.kind === "moved";
  return {
    ...rest,
    pathText,
    places: places.length,
    resources,
    ...(before === undefined || isMove ? {} : { before: shownValue(before) }),
    ...(after === undefined || isMove ? {} : { after: shownValue(after) }),
  };
}

/** Equal for changes of one cause; "" for those without. */
export function causeKey(cause: Cause | undefined): string {
  if (cause === undefined) return "";
  const { apiVersion, kind, namespace, name } = cause;
  return name === undefined ? `${kind}/${namespace}` : objectKey({ apiVersion, kind, namespace, name });
}

/** The cause with whether its object exists now; unknown where its kind could not be read. */
export function shownCause(cause: Cause, { objects }: CauseFacts): ShownCause {
  const list = objects?.[`${groupFromApiVersion(cause.apiVersion)}/${cause.kind}`];
  if (list === undefined || cause.name === undefined) return cause;
  const existsNow = list.some(
    ({ metadata }) => metadata.name === cause.name && (metadata.namespace ?? "") === cause.namespace,
  );
  return { ...cause, existsNow };
}
