"use client";
import { MantineProvider } from "@mantine/core";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { use, type ReactNode } from "react";
import { IntlProvider } from "use-intl";
import { textsOf } from "./texts";
import { Toasts } from "./toasts";
import { theme } from "@/components/ui/theme";
import { QueryProvider } from "@/components/query/trpc";
import type { Locale } from "@/lib/i18n/locales";

type Props = {
  locale: Locale;
  /** Where the browser finds the locale's texts. */
  textsHref: string;
  basePath: string;
  children: ReactNode;
};

export function Providers({ locale, textsHref, basePath, children }: Props) {
  const messages = use(textsOf(locale, textsHref));
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
