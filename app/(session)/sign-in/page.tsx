import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { pageEntry } from "@/app/page-entry";
import { requestLocale } from "@/app/page-title";
import { SignInScreen } from "@/components/session/sign-in-screen";
import { messages } from "@/lib/i18n/messages";
import { nextPath } from "@/lib/url/next-path";
import type { SearchRecord } from "@/lib/url/scope";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: messages[await requestLocale()].session.title };
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchRecord> }) {
  const { next: asked } = await searchParams;
  const next = nextPath(typeof asked === "string" ? asked : undefined);
  const { context, hadSession } = await pageEntry();
  if (context?.auth?.mode === "anonymous") redirect(next);
  const entry = context?.auth?.entry ?? "unverified";
  const notice = entry === "signed_out" ? "over" : "unverified";
  return (
    <SignInScreen
      next={next}
      actor={entry === "known" ? context?.actor.name : undefined}
      notice={hadSession && entry !== "known" ? notice : undefined}
      people={context?.demo?.people() ?? []}
    />
  );
}
