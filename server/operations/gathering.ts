import { SourceError, warningFromError, type SourceWarning } from "@/lib/errors";
import type { Evidence, Sourced } from "@/lib/evidence";

/**
 * Collects what several reads learnt. A part whose source fails is undefined and named in the warnings; other errors
 * are thrown, because they are ours.
 */
export class Gathering {
  readonly warnings: SourceWarning[] = [];
  readonly evidence: Evidence[] = [];

  /** The part's data, or undefined when its source failed. */
  async take<T>(part: string, read: Promise<Sourced<T>>): Promise<T | undefined> {
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

  /** The operation's answer around `data`. */
  answer<T>(data: T): Sourced<T> {
    return { data, warnings: this.warnings, evidence: this.evidence };
  }
}
