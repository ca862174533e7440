import type { Draw } from "../draw";
import type { Json } from "../generate-matches";
import { asked, headersOf, managerOf, several, toEither, typed, type Kind } from "./kind";

const read = ["te", "via", "x-forwarded-port", "x-a", "x_under", "x-forwarded-client-cert", "upgrade"];
const values = ["", "a", "trailers", "gzip, trailers", "gzip", "8080", "edge", "By=a"];

function manager(draw: Draw): Json {
  const underscores = draw.one(["ALLOW", "DROP_HEADER", "REJECT_REQUEST"]);
  const early = typed("envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation", {
    mutations: [
      draw.one<Json>([
        { append: { header: { key: "x-a", value: draw.one(["a", "%REQ(te)%"]) } } },
        { remove: "x-a" },
      ]),
    ],
  });
  return {
    ...(draw.chance(0.3) ? { via: "edge" } : {}),
    ...(draw.chance(0.3) ? { early_header_mutation_extensions: [early] } : {}),
    ...(draw.chance(0.3)
      ? { forward_client_cert_details: draw.one(["SANITIZE", "FORWARD_ONLY", "ALWAYS_FORWARD_ONLY"]) }
      : {}),
    common_http_protocol_options: {
      headers_with_underscores_action: underscores,
    },
    upgrade_configs: draw.chance(0.5) ? [{ upgrade_type: "websocket" }] : [],
  };
}

/** Headers that the manager writes or takes before any route is asked, and what its parser refuses. */
export const written: Kind = {
  name: "written headers",
  manager: (draw) =>
    managerOf(
      Array.from({ length: 6 }, () => ({
        match: {
          prefix: "/",
          headers: several(draw, 2, () => ({
            name: draw.one(read),
            ...draw.one<Json>([
              {},
              { present_match: false },
              { string_match: { exact: draw.one(values) } },
              { string_match: { contains: "a" }, treat_missing_header_as_empty: true, invert_match: true },
            ]),
          })),
        },
        ...toEither(draw),
      })),
      {},
      {},
      manager(draw),
    ),
  request: (draw) => {
    const own = Array.from({ length: draw.below(6) }, () => [draw.one(read), draw.one(values)] as const);
    const named = own.filter(([name]) => name !== "upgrade");
    const upgrade = draw.chance(0.2)
      ? ([
          ["connection", "upgrade"],
          ["upgrade", draw.one(["websocket", "other"])],
        ] as const)
      : [];
    return {
      asked: asked({
        method: draw.one(["GET", "PUT", "POST"]),
        headers: headersOf([...named, ...upgrade]),
      }),
    };
  },
};
