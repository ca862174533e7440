/**
 * Whether Envoy lets a `referer` pass: a whole URL without user and fragment, or a relative reference of the letters that
 * a query may have. Source: Envoy's Http::Utility::isValidRefererValue.
 */
export function isReferer(value: string): boolean {
  return isWholeUrl(value) || isRelative(value);
}

function isWholeUrl(value: string): boolean {
  const [, host, port, rest] =
    /^[a-zA-Z]+:\/\/([\w.-]+|\[[0-9a-fA-F:.]+\])(?::(\d*))?((?:[/?].*)?)$/s.exec(value) ?? [];
  if (host === undefined || Number(port ?? "0") > 65_535) return false;
  return /^[^\s#\p{Cc}]*#?$/u.test(rest ?? "");
}

function isRelative(value: string): boolean {
  const colon = value.indexOf(":");
  const slash = value.indexOf("/");
  if (colon >= 0 && (slash < 0 || slash > colon)) return false;
  return /^[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*$/.test(value);
}
