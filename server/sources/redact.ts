import type { HeaderValues } from "./credentials";

const secretParameters = new Set(["token", "access_token", "api_key", "apikey", "password", "key"]);

/** `url` without user info and without the values of query parameters that carry secrets. */
export function printUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  for (const name of new Set(shown.searchParams.keys())) {
    if (secretParameters.has(name.toLowerCase())) shown.searchParams.set(name, "redacted");
  }
  return shown.toString();
}

/** `text` without the secrets that `headers` carry: the whole value and its part after the scheme. */
export function redactSecrets(text: string, headers: HeaderValues): string {
  let redacted = text;
  for (const [name, given] of Object.entries(headers)) {
    if (!/authorization|cookie|token|api-?key|secret/i.test(name)) continue;
    const value = String(given);
    for (const secret of [value, value.slice(value.indexOf(" ") + 1)]) {
      if (secret.length >= 4) redacted = redacted.replaceAll(secret, "[redacted]");
    }
  }
  return redacted;
}
