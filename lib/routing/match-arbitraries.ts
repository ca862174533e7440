import fc from "fast-check";
import type { RequestMatch } from "@/lib/routing/request-match";

// For tests: conditions of every kind, as far as each API can hold them.

export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
export const some = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 2) =>
  fc.uniqueArray(arbitrary, { maxLength });

/** Members that are undefined are left out, as in what a form sends. */
export function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}

const none = fc.constant<never[]>([]);
const methods = some(fc.constantFrom<RequestMatch["methods"][number]>("GET", "POST", "DELETE"), 3);
const cookies = fc.uniqueArray(
  fc.record({ name: fc.constantFrom("session", "a.b", "x|y"), value: fc.constantFrom("1", "a=b+c", "") }),
  { maxLength: 3, selector: ({ name }) => name },
);
const istioValue = fc.constantFrom(
  { kind: "exact", value: "a b" } as const,
  { kind: "prefix", value: "1." } as const,
  { kind: "regex", value: "^v[0-9]+$" } as const,
  { kind: "present", value: "" } as const,
);
const gatewayValue = fc.constantFrom(
  { kind: "exact", value: "a b" } as const,
  { kind: "regex", value: "v[0-9]+" } as const,
);

export const istioMatch: fc.Arbitrary<RequestMatch> = fc
  .record({
    path: maybe(
      fc.constantFrom(
        { kind: "exact" as const, value: "/login" },
        { kind: "prefix" as const, value: "/api" },
        { kind: "regex" as const, value: "/items/[0-9]+" },
      ),
    ),
    methods,
    headers: fc
      .tuple(
        some(fc.tuple(fc.constantFrom("x-tenant", "x-user"), istioValue)),
        some(fc.tuple(fc.constantFrom("x-tenant", "x-bot"), istioValue)),
      )
      .map(([asked, missing]) => [
        ...byName(asked).map(([name, value]) => ({ name, ...value })),
        ...byName(missing).map(([name, value]) => ({ name, ...value, invert: true })),
      ]),
    cookies,
    queryParams: some(fc.tuple(fc.constantFrom("debug", "lang"), istioValue)).map((all) =>
      byName(all).map(([name, value]) => ({ name, ...value })),
    ),
    sourceNamespace: maybe(fc.constant("web")),
    sourceLabels: maybe(fc.constant({ app: "front" })),
  })
  .map(compact);

export const gatewayMatch: fc.Arbitrary<RequestMatch> = fc
  .record({
    path: maybe(
      fc.constantFrom(
        { kind: "exact" as const, value: "/login" },
        { kind: "prefix" as const, value: "/api" },
      ),
    ),
    methods,
    headers: some(fc.tuple(fc.constantFrom("x-tenant", "x-user"), gatewayValue)).map((all) =>
      byName(all).map(([name, value]) => ({ name, ...value })),
    ),
    cookies,
    queryParams: some(fc.tuple(fc.constantFrom("debug", "lang"), gatewayValue)).map((all) =>
      byName(all).map(([name, value]) => ({ name, ...value })),
    ),
  })
  .map(compact);

export const grpcMatch: fc.Arbitrary<RequestMatch> = fc
  .record({
    path: maybe(
      fc.constantFrom(
        { kind: "exact" as const, value: "/shop.Cart/Add" },
        { kind: "prefix" as const, value: "/shop.Cart/" },
      ),
    ),
    methods: none,
    headers: some(fc.tuple(fc.constantFrom("x-tenant", "x-user"), gatewayValue)).map((all) =>
      byName(all).map(([name, value]) => ({ name, ...value })),
    ),
    cookies: none,
    queryParams: none,
  })
  .map(compact);

function byName<T>(pairs: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return pairs.filter(([name], index) => pairs.findIndex(([other]) => other === name) === index);
}
