import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { Bed } from "./bed-file";

export type KubeAnswer = { readonly status: number; readonly body: Record<string, unknown> };

/** One call to the bed's API server, past the console: to set a scene and to look at what is really there. */
export function callKube(
  bed: Bed,
  method: string,
  path: string,
  body?: unknown,
  token = bed.TOKEN_HEDDLE_ADMIN,
): Promise<KubeAnswer> {
  const { hostname, port } = new URL(bed.KUBE_SERVER);
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        method,
        path,
        ca: readFileSync(bed.KUBE_CA),
        timeout: 20_000,
        headers: {
          authorization: `Bearer ${token}`,
          ...(text === undefined ? {} : { "content-type": "application/json" }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(text);
  });
}

/** An object without what the API server itself counts: what a person wrote, byte for byte. */
export function authored(object: Record<string, unknown>): string {
  const { metadata, status: _status, ...rest } = object;
  const {
    resourceVersion: _rv,
    generation: _generation,
    managedFields: _managed,
    uid: _uid,
    creationTimestamp: _created,
    ...kept
  } = metadata as Record<string, unknown>;
  return JSON.stringify({ ...rest, metadata: kept });
}
