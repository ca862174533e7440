export type StatusCause = { readonly reason: string; readonly message: string; readonly field?: string };

export type StatusDetails = {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
};

export type StatusBody = {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Record<string, never>;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
};

/** What a resource is called in messages: its plural and group. */
export type GroupResource = { readonly group: string; readonly resource: string };

/** A refusal that leaves the server as a Status object. */
export class ApiFailure extends Error {
  readonly body: StatusBody;
  readonly code: number;

  constructor(code: number, reason: string | undefined, message: string, details?: StatusDetails) {
    super(message);
    this.name = "ApiFailure";
    this.code = code;
    this.body = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

export function printGroupResource({ group, resource }: GroupResource): string {
  return group === "" ? resource : `${resource}.${group}`;
}

function detailsFrom(resource: GroupResource, name: string): StatusDetails {
  return {
    ...(name === "" ? {} : { name }),
    ...(resource.group === "" ? {} : { group: resource.group }),
    kind: resource.resource,
  };
}

export function notFound(resource: GroupResource, name: string): ApiFailure {
  const message = `${printGroupResource(resource)} "${name}" not found`;
  return new ApiFailure(404, "NotFound", message, detailsFrom(resource, name));
}

export function unknownPath(): ApiFailure {
  return new ApiFailure(404, "NotFound", "the server could not find the requested resource", {});
}

export function alreadyExists(resource: GroupResource, name: string): ApiFailure {
  const message = `${printGroupResource(resource)} "${name}" already exists`;
  return new ApiFailure(409, "AlreadyExists", message, detailsFrom(resource, name));
}

export function conflict(resource: GroupResource, name: string, why: string): ApiFailure {
  const message = `Operation cannot be fulfilled on ${printGroupResource(resource)} "${name}": ${why}`;
  return new ApiFailure(409, "Conflict", message, detailsFrom(resource, name));
}

export const modifiedMessage =
  "the object has been modified; please apply your changes to the latest version and try again";

export function unauthorized(): ApiFailure {
  return new ApiFailure(401, "Unauthorized", "Unauthorized");
}

export function badRequest(message: string): ApiFailure {
  return new ApiFailure(400, "BadRequest", message);
}

export function expired(message: string): ApiFailure {
  return new ApiFailure(410, "Expired", message);
}

/** 422 with one cause for each broken rule. */
export function invalid(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  causes: readonly StatusCause[],
): ApiFailure {
  const printed = causes.map((cause) => `${cause.field ?? ""}: ${cause.message}`);
  const list = printed.length === 1 ? (printed[0] ?? "") : `[${printed.join(", ")}]`;
  const subject = printGroupResource({ group: kind.group, resource: kind.kind });
  return new ApiFailure(422, "Invalid", `${subject} "${name}" is invalid: ${list}`, {
    ...(name === "" ? {} : { name }),
    ...(kind.group === "" ? {} : { group: kind.group }),
    ...(kind.kind === "" ? {} : { kind: kind.kind }),
    causes,
  });
}
