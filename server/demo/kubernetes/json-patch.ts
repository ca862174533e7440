import { z } from "zod";
import { isJsonObject, isList, sameJson, type JsonObject } from "@/server/demo/kubernetes/json-value";
import { ApiFailure, badRequest } from "@/server/demo/kubernetes/status";

const operationSchema = z.discriminatedUnion("op", [
  z.object({ op: z.enum(["add", "replace", "test"]), path: z.string(), value: z.unknown() }),
  z.object({ op: z.literal("remove"), path: z.string() }),
  z.object({ op: z.enum(["move", "copy"]), path: z.string(), from: z.string() }),
]);
type Operation = z.infer<typeof operationSchema>;

/** The answer to a patch that was understood and can't be applied, a failed `test` among them. */
function notApplicable(): ApiFailure {
  const message = "the server rejected our request due to an error in our request";
  return new ApiFailure(422, "Invalid", message, {});
}

const stepsOf = (pointer: string): readonly string[] =>
  pointer === ""
    ? []
    : pointer
        .split("/")
        .slice(1)
        .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

function valueAt(document: unknown, steps: readonly string[]): unknown {
  let value = document;
  for (const step of steps) {
    if (isList(value) && /^\d+$/.test(step) && Number(step) < value.length) value = value[Number(step)];
    else if (isJsonObject(value) && step in value) value = value[step];
    else throw notApplicable();
  }
  return value;
}

type Edit = { readonly type: "add" | "replace"; readonly value: unknown } | { readonly type: "remove" };

function editList(list: readonly unknown[], step: string, edit: Edit): readonly unknown[] {
  const index = step === "-" ? list.length : Number(step);
  const limit = edit.type === "add" ? list.length : list.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > limit) throw notApplicable();
  const before = list.slice(0, index);
  if (edit.type === "remove") return [...before, ...list.slice(index + 1)];
  return [...before, edit.value, ...list.slice(edit.type === "add" ? index : index + 1)];
}

function edited(document: unknown, steps: readonly string[], edit: Edit): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return edit.type === "remove" ? null : edit.value;
  if (isList(document)) {
    if (rest.length === 0) return editList(document, step, edit);
    const inner = edited(valueAt(document, [step]), rest, edit);
    return editList(document, step, { type: "replace", value: inner });
  }
  if (!isJsonObject(document)) throw notApplicable();
  if (rest.length > 0) return { ...document, [step]: edited(valueAt(document, [step]), rest, edit) };
  if (edit.type !== "add" && !(step in document)) throw notApplicable();
  if (edit.type !== "remove") return { ...document, [step]: edit.value };
  const { [step]: _removed, ...left } = document;
  return left;
}

function applyOperation(document: unknown, operation: Operation): unknown {
  const steps = stepsOf(operation.path);
  switch (operation.op) {
    case "add":
    case "replace":
      return edited(document, steps, { type: operation.op, value: operation.value });
    case "remove":
      return edited(document, steps, { type: "remove" });
    case "copy":
      return edited(document, steps, { type: "add", value: valueAt(document, stepsOf(operation.from)) });
    case "move": {
      const from = stepsOf(operation.from);
      const value = valueAt(document, from);
      return edited(edited(document, from, { type: "remove" }), steps, { type: "add", value });
    }
    case "test":
      if (!sameJson(valueAt(document, steps), operation.value)) throw notApplicable();
      return document;
  }
}

/** RFC 6902. Throws 400 for what is no patch, 422 for a patch that does not fit. */
export function applyJsonPatch(document: JsonObject, patch: unknown): JsonObject {
  const parsed = z.array(operationSchema).safeParse(patch);
  if (!parsed.success)
    throw badRequest(`error decoding patch: ${parsed.error.issues[0]?.message ?? "malformed"}`);
  const result = parsed.data.reduce<unknown>(applyOperation, document);
  if (!isJsonObject(result)) throw notApplicable();
  return result;
}

/** RFC 7386: null removes, objects are merged, all else is replaced. */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: Record<string, unknown> = isJsonObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}
