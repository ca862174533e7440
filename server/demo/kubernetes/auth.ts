import type { IncomingHttpHeaders } from "node:http";
import { authorize, forbidden, type RoleBinding, type User } from "@/server/demo/kubernetes/access";
import { badRequest, unauthorized } from "@/server/demo/kubernetes/status";

/** Bearer tokens and the people behind them. */
export type TokenTable = ReadonlyMap<string, User>;

/** The tokens of the demo's people: one who may all, one who may read, one who may nothing. */
export const demoTokens = {
  admin: "demo-admin-token",
  viewer: "demo-viewer-token",
  nobody: "demo-nobody-token",
} as const;

const person = (name: string): User => ({ name, uid: name, groups: ["system:authenticated"] });

export const demoUsers: TokenTable = new Map([
  [demoTokens.admin, person("heddle-admin")],
  [demoTokens.viewer, person("heddle-viewer")],
  [demoTokens.nobody, person("heddle-nobody")],
]);

export function bearerToken(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1];
}

/** Who asks. Throws the 401 without a known token, and the 403 for an impersonation that is not granted. */
export function userFromHeaders(
  headers: IncomingHttpHeaders,
  tokens: TokenTable,
  bindings: readonly RoleBinding[],
): User {
  const user = tokens.get(bearerToken(headers) ?? "");
  if (user === undefined) throw unauthorized();
  const name = headerText(headers["impersonate-user"]);
  const groups = headerList(headers["impersonate-group"]);
  if (name === undefined) {
    if (groups.length > 0) throw badRequest("requested [{Group  } ] without impersonating a user");
    return user;
  }
  const ask = (resource: string, target: string) => {
    const question = {
      verb: "impersonate",
      group: "",
      resource,
      subresource: "",
      namespace: "",
      name: target,
    };
    if (!authorize(bindings, user, question).allowed) throw forbidden(user, question);
  };
  ask("users", name);
  for (const group of groups) ask("groups", group);
  return { name, groups: [...new Set([...groups, "system:authenticated"])] };
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}

function headerList(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  const lines = typeof value === "string" ? value.split(",") : value;
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}
