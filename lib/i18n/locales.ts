export const locales = ["en", "zh"] as const;
export type Locale = (typeof locales)[number];
export const localeCookie = "heddle-locale";

/** The locale of a cookie value, else of an Accept-Language header, else English. */
export function pickLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (cookie === "en" || cookie === "zh") return cookie;
  const first = (acceptLanguage ?? "").split(",")[0]?.trim().toLowerCase() ?? "";
  return first.startsWith("zh") ? "zh" : "en";
}
