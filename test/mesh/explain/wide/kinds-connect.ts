import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, several, to, type Kind } from "./kind";

export const connects: Kind = {
  name: "CONNECT and upgrades",
  manager: (draw) => {
    const upgrade = (): Json => ({
      upgrade_configs: several(draw, 2, () =>
        draw.one(["CONNECT", "websocket", "WebSocket", "connect-udp", "h2c"]),
      )
        .filter((one, at, all) => all.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === at)
        .map((type) => ({ upgrade_type: type, ...(draw.chance(0.3) ? { enabled: draw.chance(0.5) } : {}) })),
    });
    return managerOf(
      [
        {
          match: {
            connect_matcher: {},
            ...(draw.chance(0.3) ? { headers: [{ name: "x-a", present_match: true }] } : {}),
          },
          ...draw.one<Json>([
            to("c1", upgrade()),
            to("c1", { upgrade_configs: [{ upgrade_type: "CONNECT" }] }),
            { direct_response: { status: 418 } },
          ]),
        },
        { match: { prefix: "/a" }, ...to("c2", draw.chance(0.5) ? upgrade() : {}) },
        {
          match: { safe_regex: { regex: ".*" } },
          ...draw.one<Json>([to("c1"), { redirect: { path_redirect: "/r" } }]),
        },
      ],
      {},
      {},
      draw.chance(0.6) ? upgrade() : {},
    );
  },
  request: (draw) => {
    const isTunnel = draw.chance(0.4);
    const type = draw.one(["websocket", "WebSocket", "connect-udp", "other", "h2c"]);
    if (isTunnel)
      return {
        asked: asked({
          method: "CONNECT",
          authority: draw.one(["shop:443", "[::1]:443", "10.0.0.1:1"]),
          path: undefined,
          headers: headersOf(draw.chance(0.3) ? [["x-a", "1"]] : []),
        }),
      };
    return {
      asked: asked({
        path: draw.one(["/", "/a"]),
        headers: headersOf([
          ["connection", draw.one(["Upgrade", "upgrade", "keep-alive, Upgrade", "close"])],
          ["upgrade", type],
        ]),
      }),
    };
  },
};
