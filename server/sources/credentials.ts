import { phrase } from "@/lib/phrase";
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { FaultError } from "./fault";

/** TLS files as they are in the configuration. */
export type TlsFiles = {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecureSkipVerify?: boolean;
  readonly serverName?: string;
};

/** Header values; a list is sent as one line per value. */
export type HeaderValues = Readonly<Record<string, string | readonly string[]>>;

/** What is added to each request to be let in. */
export type Credentials = {
  readonly headers: HeaderValues;
  readonly agent?: http.Agent | https.Agent;
};

export type CredentialOptions = {
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bearerTokenFile?: string;
  readonly tls?: TlsFiles;
  /** Opens the byte stream itself, for example a port-forward; one connection per request then. */
  readonly dial?: () => Promise<Duplex>;
};

/** Mounted tokens rotate, so the file is read again after this time. */
const tokenMaxAgeMs = 30_000;

/** Reads certificates once and the token file as it rotates. Throws a fault that names the file. */
export function createCredentials(
  options: CredentialOptions,
  nowMs: () => number,
): () => Promise<Credentials> {
  let agent: Promise<http.Agent | https.Agent> | undefined;
  let token: { value: string; readAtMs: number } | undefined;

  async function bearer(): Promise<Record<string, string>> {
    if (options.bearerTokenFile === undefined) return {};
    if (token === undefined || nowMs() - token.readAtMs > tokenMaxAgeMs) {
      token = { value: (await readTokenFile(options.bearerTokenFile)).trim(), readAtMs: nowMs() };
    }
    return { authorization: `Bearer ${token.value}` };
  }

  return async () => {
    agent ??= createAgent(options);
    try {
      return { headers: { ...options.headers, ...(await bearer()) }, agent: await agent };
    } catch (error) {
      agent = undefined;
      throw error;
    }
  };
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new FaultError(
      {
        reason: "unauthenticated",
        message: `cannot read the token file ${path}`,
        hint: phrase("check_token_file"),
      },
      error,
    );
  }
}

async function readTlsFile(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new FaultError(
      {
        reason: "tls",
        message: `cannot read ${path}`,
        hint: phrase("check_tls_files"),
      },
      error,
    );
  }
}

/** Thousands of proxies are asked now and then: their idle connections must not pile up. */
const idleSocketMs = 30_000;

async function createAgent({ baseUrl, tls, dial }: CredentialOptions): Promise<http.Agent | https.Agent> {
  if (dial !== undefined) return dialingAgent(dial);
  const kept = { keepAlive: true, maxSockets: 64, timeout: idleSocketMs };
  if (!baseUrl.startsWith("https:")) return new http.Agent(kept);
  const [ca, cert, key] = await Promise.all([tls?.caFile, tls?.certFile, tls?.keyFile].map(readTlsFile));
  return new https.Agent({
    ...kept,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(tls?.serverName === undefined ? {} : { servername: tls.serverName }),
    rejectUnauthorized: tls?.insecureSkipVerify !== true,
  });
}

function dialingAgent(dial: () => Promise<Duplex>): http.Agent {
  const agent = new http.Agent({ keepAlive: false });
  // Node waits for the callback when nothing is returned; its types know only the synchronous form.
  agent.createConnection = ((_options: unknown, callback: (error: Error | null, stream?: Duplex) => void) => {
    void connect(dial, callback);
  }) as unknown as http.Agent["createConnection"];
  return agent;
}

async function connect(
  dial: () => Promise<Duplex>,
  done: (error: Error | null, stream?: Duplex) => void,
): Promise<void> {
  try {
    done(null, await dial());
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)));
  }
}
