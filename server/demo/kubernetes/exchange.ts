import type { IncomingHttpHeaders } from "node:http";
import { parse as parseYaml } from "yaml";
import type { User } from "@/server/demo/kubernetes/access";
import { isJsonObject, type JsonObject } from "@/server/demo/kubernetes/json-value";
import { ApiFailure, badRequest } from "@/server/demo/kubernetes/status";

/** A request after its body was read and its sender known. */
export type ApiRequest = {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly user: User;
  readonly body: string;
};

export type ApiResponse = {
  readonly code: number;
  /** JSON text is sent as it is, anything else is printed. */
  readonly body: unknown;
  readonly json?: string;
  readonly warnings?: readonly string[];
};

export function mediaType(headers: IncomingHttpHeaders): string {
  return (headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
}

/** The body as an object; JSON, or YAML when the media type says so. */
export function objectFromBody(request: ApiRequest): JsonObject {
  const value = valueFromBody(request);
  if (!isJsonObject(value)) throw badRequest("couldn't get version/kind; json parse error: not an object");
  return value;
}

export function valueFromBody(request: ApiRequest): unknown {
  const yaml = mediaType(request.headers).includes("yaml");
  try {
    return yaml ? parseYaml(request.body) : JSON.parse(request.body);
  } catch (error) {
    const why = error instanceof Error ? error.message : "unreadable body";
    throw badRequest(yaml ? `error decoding YAML: ${why}` : `error decoding JSON: ${why}`);
  }
}

export function isDryRun(query: URLSearchParams): boolean {
  const values = query.getAll("dryRun");
  if (values.length === 0) return false;
  if (values.every((value) => value === "All")) return true;
  throw new ApiFailure(
    422,
    "Invalid",
    `PatchOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ${JSON.stringify(values[0])}: supported values: "All"`,
    { group: "meta.k8s.io", kind: "PatchOptions" },
  );
}

export type FieldValidation = "Strict" | "Warn" | "Ignore";

export function fieldValidationOf(query: URLSearchParams): FieldValidation {
  const value = query.get("fieldValidation") ?? "";
  if (value === "" || value === "Warn") return "Warn";
  if (value === "Strict" || value === "Ignore") return value;
  throw badRequest(
    `fieldValidation: Unsupported value: "${value}": supported values: "", "Ignore", "Strict", "Warn"`,
  );
}

/** The manager of a write: as asked for, else the first word of the user agent. */
export function fieldManagerOf(request: ApiRequest): string {
  const asked = request.url.searchParams.get("fieldManager");
  if (asked !== null && asked !== "") return asked;
  const agent = request.headers["user-agent"] ?? "unknown";
  return agent.split("/")[0]?.trim() || "unknown";
}
