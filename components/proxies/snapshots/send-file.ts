import type { Snapshot } from "./outputs";
import type { Phrases } from "@/lib/errors";

export type UploadFault = {
  readonly name?: string;
  readonly message: string;
  readonly hint?: string;
  readonly phrases?: Phrases;
};
export type UploadAnswer =
  | {
      readonly kind: "kept";
      readonly snapshots: readonly Pick<Snapshot, "id" | "title" | "warnings">[];
      readonly problems: readonly UploadFault[];
    }
  | { readonly kind: "failed"; readonly fault?: UploadFault };

/**
 * Sends a file and tells how far it is; undefined when it was stopped. XMLHttpRequest, because fetch does not tell how
 * much of a body has left.
 */
export function sendFile(
  url: string,
  file: File,
  signal: AbortSignal,
  onPercent: (percent: number) => void,
): Promise<UploadAnswer | undefined> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onPercent(total === 0 ? 0 : Math.floor((loaded / total) * 100)),
    );
    request.upload.addEventListener("load", () => onPercent(100));
    request.addEventListener("load", () => resolve(answerOf(request.responseText)));
    request.addEventListener("error", () => resolve({ kind: "failed" }));
    request.addEventListener("abort", () => resolve(undefined));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

type Answered = {
  readonly snapshots?: Extract<UploadAnswer, { kind: "kept" }>["snapshots"];
  readonly problems?: readonly UploadFault[];
  readonly error?: {
    readonly message: string;
    readonly data?: { readonly hint?: string; readonly phrases?: Phrases };
  };
};

function answerOf(text: string): UploadAnswer {
  try {
    // Written by the console's own route, or an error page of something between, which fails to parse.
    const { snapshots, problems = [], error } = JSON.parse(text) as Answered;
    if (snapshots !== undefined) return { kind: "kept", snapshots, problems };
    if (error === undefined) return { kind: "failed" };
    const { hint, phrases } = error.data ?? {};
    const said = { ...(hint === undefined ? {} : { hint }), ...(phrases === undefined ? {} : { phrases }) };
    return { kind: "failed", fault: { message: error.message, ...said } };
  } catch {
    return { kind: "failed" };
  }
}
