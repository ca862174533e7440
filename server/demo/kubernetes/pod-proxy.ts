import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { authorize, forbidden, type User } from "@/server/demo/kubernetes/access";
import type { Api } from "@/server/demo/kubernetes/dispatch";
import type { Dial } from "@/server/demo/kubernetes/port-forward";
import { ApiFailure, notFound } from "@/server/demo/kubernetes/status";

type ProxyPath = {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  readonly path: string;
};

const form = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/(?:http:)?([^/:]+)(?::(\d+))?\/proxy(\/.*)?$/;

/** The parts of `pods/<name>:<port>/proxy/<path>`, or undefined for any other path. */
export function proxyPathFrom(pathname: string): ProxyPath | undefined {
  const found = form.exec(pathname);
  if (found === null) return undefined;
  const [, namespace = "", pod = "", port = "80", path = "/"] = found;
  return { namespace, pod, port: Number(port), path };
}

const verbs: Readonly<Record<string, string>> = {
  GET: "get",
  HEAD: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

function unreachable(why: string): ApiFailure {
  const message = `error trying to reach service: ${why}`;
  return new ApiFailure(503, "ServiceUnavailable", message, { causes: [{ reason: "", message: why }] });
}

async function openUpstream(
  address: { readonly host: string; readonly port: number },
  incoming: IncomingMessage,
  path: string,
  body: string,
): Promise<IncomingMessage> {
  // The API server keeps the person's credentials to itself.
  const { authorization: _token, host: _host, connection: _connection, ...headers } = incoming.headers;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ ...address, path, method: incoming.method, headers }, resolve);
    sent.on("error", (error) => reject(unreachable(error.message)));
    sent.end(body);
  });
}

/** Hands a request on to a port of a pod and the answer back. Throws the ApiFailure that refuses it. */
export async function proxyToPod(
  api: Api,
  dial: Dial,
  person: { readonly user: User; readonly body: string },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(incoming.url ?? "/", "http://demo");
  const target = proxyPathFrom(url.pathname);
  if (target === undefined)
    throw new ApiFailure(404, "NotFound", "the server could not find the requested resource", {});
  const { namespace, pod, port, path } = target;
  const verb = verbs[incoming.method ?? "GET"] ?? "get";
  const question = {
    verb,
    group: "",
    resource: "pods",
    subresource: "proxy",
    namespace,
    name: `${pod}:${port}`,
  };
  if (!authorize(api.bindings, person.user, question).allowed) throw forbidden(person.user, question);
  if (api.store.get({ group: "", kind: "Pod", namespace, name: pod }) === undefined) {
    throw notFound({ group: "", resource: "pods" }, pod);
  }
  const address = dial(namespace, pod, port);
  if (address === undefined) throw unreachable(`dial tcp ${pod}:${port}: connect: connection refused`);
  const upstream = await openUpstream(address, incoming, `${path}${url.search}`, person.body);
  response.writeHead(upstream.statusCode ?? 502, upstream.headers);
  await pipeline(upstream, response);
}
