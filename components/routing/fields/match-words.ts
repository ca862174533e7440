import type { RequestMatch } from "@/lib/routing/request-match";

const signs = { exact: "=", prefix: "^", regex: "~", present: "∃" } as const;

const valueWords = (name: string, kind: keyof typeof signs, value: string) =>
  kind === "present" ? name : `${name} ${signs[kind]} ${value}`;

/** What is typed so far has its name. */
const named = <T extends { readonly name: string }>(rows: readonly T[]) =>
  rows.filter(({ name }) => name !== "");

/** A condition in one line, in the signs of the trade: `GET · /api* · end-user = jason`. "" for every request. */
export function matchWords(match: RequestMatch): string {
  const { path, methods, headers, cookies, queryParams, sourceNamespace, sourceLabels } = match;
  const labels = Object.entries(sourceLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    methods.join("|"),
    path === undefined
      ? ""
      : path.kind === "prefix"
        ? `${path.value}*`
        : `${path.kind === "regex" ? "~ " : ""}${path.value}`,
    ...named(headers).map(
      ({ name, kind, value, invert }) => `${invert === true ? "! " : ""}${valueWords(name, kind, value)}`,
    ),
    ...named(cookies).map(({ name, value }) => `cookie ${name}=${value}`),
    ...named(queryParams).map(({ name, kind, value }) => `?${valueWords(name, kind, value)}`),
    sourceNamespace === undefined ? "" : `from ${sourceNamespace}`,
    labels.length === 0 ? "" : `from ${labels.join(",")}`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
