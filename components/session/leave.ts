import { signInPath, withoutBasePath } from "@/lib/url/next-path";

let isLeaving = false;

/** Goes to the sign-in page, which leads back here. A whole load: nothing that this person read stays in memory. */
export function leaveToSignIn(basePath: string): void {
  const { pathname, search, hash } = window.location;
  const path = withoutBasePath(`${pathname}${search}${hash}`, basePath);
  if (isLeaving || path.startsWith("/sign-in")) return;
  isLeaving = true;
  window.location.assign(`${basePath}${signInPath(path)}`);
}

/** Ends the session and goes to the sign-in page. Throws when the console does not answer. */
export async function signOut(basePath: string): Promise<void> {
  const answer = await fetch(`${basePath}/api/session`, { method: "DELETE" });
  if (!answer.ok) throw new Error(`the console answered ${answer.status}`);
  isLeaving = true;
  window.location.assign(`${basePath}/sign-in`);
}
