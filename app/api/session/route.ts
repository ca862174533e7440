import { z } from "zod";
import { maxTokenLength, tokenFromPaste, type TokenProblem } from "@/lib/session/pasted-token";
import { sealToken, sessionCookieLine, sessionMs } from "@/server/session";
import { tokenSignIn, type SignIn } from "@/server/sign-in";

export const dynamic = "force-dynamic";

const bodySchema = z.object({ token: z.string() });

const textOfProblem: Record<TokenProblem, string> = {
  empty: "token: there is none in the text",
  characters: "token: only letters, digits and - . _ ~ + / = can stand in a bearer token",
  too_long: `token: at most ${maxTokenLength} characters fit into the session cookie; take a service account's token (kubectl create token)`,
};

const statusOf: Record<SignIn["result"], number> = { open: 200, refused: 401, silent: 503, not_needed: 409 };

function cookieHeaders(request: Request, sealed: string): Record<string, string> {
  const isSecure =
    new URL(request.url).protocol === "https:" || request.headers.get("x-forwarded-proto") === "https";
  return { "set-cookie": sessionCookieLine(sealed, isSecure), "cache-control": "no-store" };
}

function refuse(message: string): Response {
  return Response.json({ clusters: [], message }, { status: 400 });
}

/** Takes a Kubernetes bearer token that at least one cluster knows, and keeps it in a cookie that nobody can read. */
export async function POST(request: Request): Promise<Response> {
  const body = bodySchema.safeParse(await request.json().catch(() => undefined));
  if (!body.success) return refuse('Send {"token": "…"}.');
  const pasted = tokenFromPaste(body.data.token);
  if ("problem" in pasted) return refuse(textOfProblem[pasted.problem]);
  const { result, answer } = await tokenSignIn(pasted.token, request.signal);
  if (result !== "open") return Response.json(answer, { status: statusOf[result] });
  const sealed = sealToken(pasted.token, Date.now() + sessionMs);
  return Response.json(answer, { headers: cookieHeaders(request, sealed) });
}

/** Signs out. */
export function DELETE(request: Request): Response {
  return new Response(null, { status: 204, headers: cookieHeaders(request, "") });
}
