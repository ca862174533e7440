import { flagInfo, ztunnelFlags } from "./flags";
import { flagsFromText } from "./symptom";

/** What is wrong with a text of a symptom; `unknown_flag` alone does not keep the rest from being explained. */
export type SymptomProblem = {
  readonly id: "code" | "flag" | "unknown_flag" | "flag_without_status" | "grpc";
  readonly value: string;
};
export type ReadSymptom = {
  /** Absent while no status is known. */
  readonly code?: number;
  /** As it was typed, in capitals; "-" is none. */
  readonly flag: string;
  readonly grpcStatus?: number;
  readonly problems: readonly SymptomProblem[];
};

const flagForm = /^[A-Za-z0-9_]+$/;

/** A whole number of at most `most`; undefined for any other text. */
function numberFrom(text: string, most: number): number | undefined {
  const trimmed = text.trim();
  const value = /^\d{1,3}$/.test(trimmed) ? Number(trimmed) : undefined;
  return value === undefined || value > most ? undefined : value;
}

/** The flags of a text that are none of Envoy's or ztunnel's. */
export function unknownFlags(text: string): readonly string[] {
  return flagsFromText(text.toUpperCase()).filter(
    (flag) => flagInfo(flag) === undefined && !ztunnelFlags.includes(flag),
  );
}

/** A status from 0 to 599 from its text; undefined for any other text. */
export function statusFromText(text: string): number | undefined {
  return numberFrom(text, 599);
}

/** True for flags joined by commas, and for `-`. */
export function isFlagText(text: string): boolean {
  return text.trim() === "-" || text.split(",").every((part) => flagForm.test(part.trim()));
}

/**
 * The symptom that a URL's texts name, with every text that is none. A flag alone means the status that goes with it;
 * without any text there is neither symptom nor problem.
 */
export function readSymptom(texts: {
  readonly code: string | null;
  readonly flag: string | null;
  readonly grpc: string | null;
}): ReadSymptom {
  const { code, flag, grpc } = texts;
  const typed = flag === null || flag.trim() === "" ? "-" : flag.trim().toUpperCase();
  const isForm = isFlagText(typed);
  const strange = isForm ? unknownFlags(typed) : [];
  const [first = ""] = flagsFromText(typed);
  const status =
    code === null || code.trim() === ""
      ? isForm
        ? flagInfo(first)?.status
        : undefined
      : statusFromText(code);
  const grpcStatus = grpc === null || grpc.trim() === "" ? undefined : numberFrom(grpc, 16);
  const problems: readonly (SymptomProblem | undefined)[] = [
    code !== null && code.trim() !== "" && status === undefined ? { id: "code", value: code } : undefined,
    isForm ? undefined : { id: "flag", value: flag ?? "" },
    strange.length === 0 ? undefined : { id: "unknown_flag", value: strange.join(", ") },
    strange.length > 0 && (code === null || code.trim() === "") && status === undefined
      ? { id: "flag_without_status", value: typed }
      : undefined,
    grpc !== null && grpc.trim() !== "" && grpcStatus === undefined ? { id: "grpc", value: grpc } : undefined,
  ];
  return {
    ...(status === undefined || !isForm ? {} : { code: status }),
    flag: typed,
    ...(grpcStatus === undefined ? {} : { grpcStatus }),
    problems: problems.filter((problem) => problem !== undefined),
  };
}
