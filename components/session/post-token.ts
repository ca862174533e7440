import { signInAnswerSchema, type SignInAnswer } from "@/lib/session/sign-in-answer";

export type SignInResult =
  | { readonly kind: "open" | "refused" | "silent"; readonly answer: SignInAnswer }
  | { readonly kind: "console"; readonly message: string };

const kinds: Readonly<Record<number, "open" | "refused" | "silent">> = {
  200: "open",
  401: "refused",
  503: "silent",
};

/** Asks the console to open a session with `token`; "console" is an answer that is none of its sign-in's. */
export async function postToken(basePath: string, token: string): Promise<SignInResult> {
  try {
    const response = await fetch(`${basePath}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
    });
    const answer = signInAnswerSchema.safeParse(await response.json().catch(() => undefined));
    const kind = kinds[response.status];
    if (answer.success && kind !== undefined) return { kind, answer: answer.data };
    return { kind: "console", message: answer.data?.message ?? `HTTP ${response.status}` };
  } catch (error) {
    return { kind: "console", message: error instanceof Error ? error.message : String(error) };
  }
}
