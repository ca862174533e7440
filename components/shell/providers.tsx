"use client";
import { MantineProvider } from "@mantine/core";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import { Toasts } from "./toasts";
import { theme } from "@/components/ui/theme";
import { QueryProvider } from "@/components/query/trpc";
import type { Locale } from "@/lib/i18n/locales";
import type { messages as allMessages } from "@/lib/i18n/messages";

type Props = { locale: Locale; messages: (typeof allMessages)["en"]; basePath: string; children: ReactNode };

export function Providers({ locale, messages, basePath, children }: Props) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <IntlProvider
        locale={locale}
        messages={messages}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        <NuqsAdapter>
          <QueryProvider basePath={basePath}>{children}</QueryProvider>
        </NuqsAdapter>
      </IntlProvider>
      <Toasts />
    </MantineProvider>
  );
}
