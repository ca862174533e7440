import { z } from "zod";
import { createContext } from "@/server/context";
import { sealToken, sessionCookie } from "@/server/session";

export const dynamic = "force-dynamic";

const signInSchema = z.object({ token: z.string().trim().min(1).max(16_384) });
const maxAgeSeconds = 12 * 3600;

function cookieLine(request: Request, value: string, ageSeconds: number): string {
  const isSecure =
    new URL(request.url).protocol === "https:" || request.headers.get("x-forwarded-proto") === "https";
  const parts = [
    `${sessionCookie}=${value}`,
    "Path=/",
    "HttpOnly",
    "SameSite=Strict",
    `Max-Age=${ageSeconds}`,
  ];
  return [...parts, ...(isSecure ? ["Secure"] : [])].join("; ");
}

/** Takes a Kubernetes bearer token that at least one cluster knows, and keeps it in a cookie that nobody can read. */
export async function POST(request: Request): Promise<Response> {
  const parsed = signInSchema.safeParse(await request.json().catch(() => undefined));
  if (!parsed.success) return Response.json({ message: 'Send {"token": "…"}.' }, { status: 400 });
  const { token } = parsed.data;
  const headers = new Headers({ authorization: `Bearer ${token}` });
  const { actor, readOnlyReason } = await createContext({ signal: request.signal, headers });
  if (actor.name === "anonymous") {
    const message = readOnlyReason ?? "This console does not ask for tokens (auth.mode is anonymous).";
    return Response.json({ message: `No cluster knows this token. ${message}` }, { status: 401 });
  }
  const setCookie = cookieLine(request, sealToken(token), maxAgeSeconds);
  return Response.json({ actor: actor.name }, { headers: { "set-cookie": setCookie } });
}

/** Signs out. */
export function DELETE(request: Request): Response {
  return new Response(null, { status: 204, headers: { "set-cookie": cookieLine(request, "", 0) } });
}
