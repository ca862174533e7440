import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { asked, several, to, type Kind } from "./kind";

const labels = ["a", "b", "ab", "shop", "SHOP", "a-b", "x"];

function hostName(draw: Draw): string {
  return several(draw, 3, () => draw.one(labels)).join(".");
}

function domain(draw: Draw): string {
  const base = hostName(draw);
  switch (draw.below(9)) {
    case 0:
    case 1:
      return `*.${base}`;
    case 2:
      return `*${base}`;
    case 3:
      return `${base}.*`;
    case 4:
      return `${base}*`;
    case 5:
      return `${base}:${draw.one(["80", "8080"])}`;
    case 6:
      return draw.one([
        "[::1]",
        "[::1]:80",
        "[2001:db8::1]",
        "10.0.0.1",
        "10.0.0.1:80",
        "*-b",
        "a*",
        "*:80",
        "[::*",
        "*::1]",
      ]);
    default:
      return base;
  }
}

function authority(draw: Draw): string {
  const ends = ["", "", "", ":80", ":8080", ".", ".:80", ":", ":x", ":080"];
  return draw.chance(0.15)
    ? draw.one([
        "[::1]",
        "[::1]:80",
        "[2001:DB8::1]:443",
        "10.0.0.1",
        "10.0.0.1:80",
        "",
        ":80",
        "*",
        "a:b:80",
        "::1",
      ])
    : hostName(draw) + draw.one(ends);
}

export const domains: Kind = {
  name: "domains",
  takesAddresses: true,
  manager: (draw) => {
    const seen = new Set<string>();
    const unique = (): readonly string[] =>
      several(draw, 4, () => domain(draw)).filter(
        (one) => !seen.has(one.toLowerCase()) && seen.add(one.toLowerCase()),
      );
    const hosts = Array.from({ length: 6 }, (_, index) => ({ index, domains: unique() })).filter(
      (one) => one.domains.length > 0,
    );
    return {
      ...draw.one<Json>([
        {},
        {},
        { strip_any_host_port: true },
        { strip_matching_host_port: true },
        { strip_trailing_host_dot: true },
        { strip_matching_host_port: true, strip_trailing_host_dot: true },
      ]),
      route_config: {
        name: "table",
        ...(draw.chance(0.3) ? { ignore_port_in_host_matching: true } : {}),
        virtual_hosts: [
          ...hosts.map((one) => ({
            name: `h${one.index}`,
            domains: one.domains,
            routes: [{ name: `h${one.index}`, match: { prefix: "/" }, ...to("c1") }],
          })),
          ...(draw.chance(0.4)
            ? [
                {
                  name: "any",
                  domains: ["*"],
                  routes: [{ name: "any", match: { prefix: "/" }, ...to("c2") }],
                },
              ]
            : []),
        ],
      },
    };
  },
  request: (draw) => ({
    asked: asked({ authority: authority(draw) }),
    told: { source: "10.1.1.1", destination: "10.2.2.2", port: draw.one([80, 8080]) },
  }),
};
