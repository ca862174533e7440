import { textsResponse } from "@/server/texts";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ file: string }> };

/** All texts of a language, under a name that changes with them. */
export async function GET(_request: Request, { params }: Props): Promise<Response> {
  return textsResponse((await params).file);
}
