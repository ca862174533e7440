import type { CallSpec, FlowSpec } from "@/server/demo/world/spec";

type Parts = Partial<Omit<CallSpec, "service">>;

/** `shop/catalog` and what is asked of it. */
function call(target: string, port: number, path: string, parts: Parts = {}): CallSpec {
  const [namespace = "", name = ""] = target.split("/");
  return {
    service: { namespace, name },
    port,
    method: "GET",
    path,
    callsPerRequest: 1,
    step: 0,
    calls: [],
    ...parts,
  };
}

const postgres = (callsPerRequest: number, step = 0) =>
  call("data/postgres", 5432, "", { method: "", callsPerRequest, step });
const redis = (callsPerRequest: number, step = 0) =>
  call("data/redis", 6379, "", { method: "", callsPerRequest, step });
const stock = (callsPerRequest: number, step = 0) =>
  call("platform/inventory", 9090, "/inventory.v1.Inventory/GetStock", {
    method: "POST",
    callsPerRequest,
    step,
    calls: [postgres(1)],
  });
const account = (path: string, step = 0) =>
  call("platform/accounts", 8080, path, { step, calls: [postgres(0.4)] });
const products = (path: string, callsPerRequest = 1, step = 0) =>
  call("shop/catalog", 8080, path, { callsPerRequest, step, calls: [stock(0.8), redis(1)] });

const browse = call("shop/storefront", 8080, "/products", {
  calls: [
    account("/session"),
    call("shop/recommendations", 8080, "/recommendations", {
      callsPerRequest: 0.6,
      optional: true,
      calls: [products("/products/batch", 1)],
    }),
    products("/products", 1, 1),
    call("shop/cart", 8080, "/cart", { callsPerRequest: 0.3, step: 1, calls: [redis(1)] }),
  ],
});

/** A checkout; what the applications pass on from call to call is on all calls of the request. */
function checkout(headers?: CallSpec["headers"]): CallSpec {
  const tagged = headers === undefined ? {} : { headers };
  const payment = call("orders/payments", 8080, "/charge", {
    method: "POST",
    step: 1,
    ...tagged,
    calls: [account("/billing"), call("orders/paygate", 80, "/v1/charges", { method: "POST", step: 1 })],
  });
  const placeOrder = call("orders/orders", 8080, "/orders", {
    method: "POST",
    step: 1,
    ...tagged,
    calls: [
      stock(2.2),
      payment,
      postgres(2, 2),
      call("data/queue", 5672, "", { method: "", callsPerRequest: 1, step: 3 }),
    ],
  });
  return call("shop/storefront", 8080, "/checkout", {
    method: "POST",
    ...tagged,
    calls: [
      call("orders/checkout", 8080, "/checkout", {
        method: "POST",
        ...tagged,
        calls: [
          call("shop/cart", 8080, "/cart", { ...tagged, calls: [redis(1)] }),
          call("orders/shipping", 8080, "/quotes", { ...tagged, calls: [stock(0.5)] }),
          placeOrder,
        ],
      }),
    ],
  });
}

/** By these a route can tell the people who try new versions first. */
const earlyAdopter = { "x-user-group": "beta", cookie: "group=beta" };

const search = call("search/search", 8080, "/search", {
  calls: [
    call("search/search-index", 9090, "/index.v1.Index/Query", { method: "POST", callsPerRequest: 1.5 }),
    products("/products/batch", 0.7, 1),
  ],
});

const dispatch = call("orders/shipping", 8080, "/dispatch", {
  method: "POST",
  calls: [
    stock(1),
    call("platform/notifications", 8080, "/notify", { method: "POST", step: 1, optional: true }),
  ],
});

const ingress = { namespace: "istio-system", name: "istio-ingressgateway" };
const worker = { namespace: "orders", name: "order-worker-v1" };

/** The three request flows, one of them also by early adopters, and the queue worker's own traffic, which no request waits for. */
export const shopFlows: readonly FlowSpec[] = [
  { name: "browse", gateway: ingress, host: "shop.example.com", requestsPerSecond: 48, root: browse },
  { name: "checkout", gateway: ingress, host: "shop.example.com", requestsPerSecond: 9, root: checkout() },
  {
    name: "search",
    gateway: { namespace: "istio-system", name: "api-gateway" },
    host: "api.example.com",
    requestsPerSecond: 22,
    root: search,
  },
  { name: "fulfilment", gateway: worker, entry: "worker", host: "", requestsPerSecond: 8, root: dispatch },
  {
    name: "fulfilment-queue",
    gateway: worker,
    entry: "worker",
    host: "",
    requestsPerSecond: 8,
    root: call("data/queue", 5672, "", { method: "" }),
  },
  {
    name: "reports",
    gateway: worker,
    host: "reports.platform",
    requestsPerSecond: 4,
    root: call("platform/reports", 8080, "/reports/daily"),
  },
  {
    name: "checkout-beta",
    gateway: ingress,
    host: "shop.example.com",
    requestsPerSecond: 1,
    root: checkout(earlyAdopter),
  },
];
