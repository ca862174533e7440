import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@/components/ui/tokens.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { requestLocale } from "@/app/page-title";
import { Providers } from "@/components/shell/providers";
import { textsFileName } from "@/server/texts";

export const metadata: Metadata = {
  title: { default: "Heddle", template: "%s · Heddle" },
  description: "Console for service meshes",
  icons: { icon: "/icon.svg" },
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await requestLocale();
  const basePath = process.env["HEDDLE_BASE_PATH"] ?? "";
  const textsHref = `${basePath}/texts/${textsFileName(locale)}`;
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang={locale === "zh" ? "zh-CN" : "en"} {...mantineHtmlProps}>
      <head>
        <link rel="preload" as="fetch" href={textsHref} crossOrigin="anonymous" />
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <Providers locale={locale} textsHref={textsHref} basePath={basePath}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
