import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@/components/ui/tokens.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import { localeCookie, pickLocale } from "@/lib/i18n/locales";
import { messages } from "@/lib/i18n/messages";

export const metadata: Metadata = {
  title: { default: "Heddle", template: "%s · Heddle" },
  description: "Console for service meshes",
  icons: { icon: "/icon.svg" },
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = pickLocale(
    (await cookies()).get(localeCookie)?.value,
    (await headers()).get("accept-language"),
  );
  return (
    <html lang={locale === "zh" ? "zh-CN" : "en"} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={(await headers()).get("x-nonce") ?? undefined} />
      </head>
      <body>
        <Providers
          locale={locale}
          messages={messages[locale]}
          basePath={process.env["HEDDLE_BASE_PATH"] ?? ""}
        >
          {children}
        </Providers>
      </body>
    </html>
  );
}
