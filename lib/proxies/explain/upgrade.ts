import { no, unknown, yes, type Answer } from "@/lib/proxies/explain/answer";
import { headerOf, type ExplainedRequest } from "@/lib/proxies/explain/request";
import { fieldAt, itemsField, textField } from "@/lib/proxies/proto-json";

/**
 * Whether an upgrade (WebSocket and the like, or CONNECT) goes through; yes for a request that asks for none. The route
 * may allow or forbid what the connection manager says. Otherwise Envoy answers 403 `upgrade_failed`. Source:
 * HttpConnectionManagerConfig::createUpgradeFilterChain.
 */
export function allowsUpgrade(hcm: unknown, action: unknown, request: ExplainedRequest): Answer {
  const wanted = upgradeOf(request);
  if (wanted === undefined) return unknown("header", { name: "upgrade" });
  if (wanted === "") return yes;
  const own = entryOf(action, wanted);
  const isAllowed = own ?? entryOf(hcm, wanted) ?? false;
  return isAllowed ? yes : no("upgrade_failed", { wanted });
}

/** What a request wants to become; "" for nothing. */
function upgradeOf(request: ExplainedRequest): string | undefined {
  if (request.method === "CONNECT") return "CONNECT";
  const connection = headerOf(request, "connection");
  const upgrade = headerOf(request, "upgrade");
  if (connection === undefined || upgrade === undefined) {
    return connection === null || upgrade === null || !request.headersAreComplete ? "" : undefined;
  }
  if (connection === null || upgrade === null) return "";
  const isAsked = connection.split(",").some((part) => part.trim().toLowerCase() === "upgrade");
  return isAsked ? upgrade : "";
}

function entryOf(proto: unknown, wanted: string): boolean | undefined {
  const found = itemsField(proto, "upgrade_configs").find(
    (entry) => (textField(entry, "upgrade_type") ?? "").toLowerCase() === wanted.toLowerCase(),
  );
  if (found === undefined) return undefined;
  const enabled = fieldAt(found, "enabled");
  return enabled === undefined || enabled === true;
}

/** The names of upgrades that a route takes. */
export function upgradesOf(hcm: unknown, action: unknown): readonly string[] {
  const names = [...itemsField(hcm, "upgrade_configs"), ...itemsField(action, "upgrade_configs")].map(
    (entry) => textField(entry, "upgrade_type") ?? "",
  );
  return [...new Set(names)].filter((name) => entryOf(action, name) ?? entryOf(hcm, name) ?? false);
}
