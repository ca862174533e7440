import type { Manifest } from "@/lib/config/manifest";
import { SourceError, warningFromError, type SourceWarning } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";
import type { Phrase } from "@/lib/phrase";

/**
 * Collects what several reads learnt. A part whose source fails is undefined and named in the warnings; other errors
 * are thrown, because they are ours.
 */
export class Gathering {
  readonly warnings: SourceWarning[] = [];
  readonly evidence: Evidence[] = [];

  /** The part's data, or undefined when its source failed. */
  async take<T>(part: string | Phrase, read: Promise<Sourced<T>>): Promise<T | undefined> {
    try {
      const answer = await read;
      this.warnings.push(...answer.warnings);
      this.evidence.push(...answer.evidence);
      return answer.data;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.warnings.push(warningFromError(error, part));
      return undefined;
    }
  }

  /** Objects of one kind; undefined as well when they may not be listed, because then an empty list says nothing. */
  async takeObjects(
    part: string | Phrase,
    read: Promise<Sourced<readonly Manifest[]>>,
  ): Promise<readonly Manifest[] | undefined> {
    const answer = read.then((own) => ({
      ...own,
      data: refusalOf(own) === undefined ? own.data : undefined,
    }));
    return this.take(part, answer);
  }

  /** The operation's answer around `data`. */
  answer<T>(data: T): Sourced<T> {
    return { data, warnings: this.warnings, evidence: this.evidence };
  }
}

/** Why an empty list of objects does not mean that there are none; undefined when it does, or when it is not empty. */
export function refusalOf(answer: Sourced<readonly Manifest[]>): SourceWarning | undefined {
  if (answer.data.length > 0) return undefined;
  return answer.warnings.find(({ reason }) => reason !== "not_found");
}
