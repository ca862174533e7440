import { singleton } from "@/server/singleton";
import { loadConfig, type LoadedConfig } from "./load";

/** This process's configuration, read at the first call. Throws ConfigError. */
export function processConfig(): LoadedConfig {
  return singleton("config", () => loadConfig(process.env));
}

const loopbackHosts = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  return loopbackHosts.has(host) || host.startsWith("127.");
}
