export const dynamic = "force-dynamic";

/** The process answers; /readyz says whether it is of use. */
export function GET(): Response {
  return new Response("ok\n");
}
