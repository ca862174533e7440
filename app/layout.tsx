import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@/components/ui/tokens.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requestLocale } from "@/app/page-title";
import { Providers } from "@/components/shell/providers";
import { messages } from "@/lib/i18n/messages";

export const metadata: Metadata = {
  title: { default: "Heddle", template: "%s · Heddle" },
  description: "Console for service meshes",
  icons: { icon: "/icon.svg" },
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await requestLocale();
  return (
    <html lang={locale === "zh" ? "zh-CN" : "en"} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" />
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
