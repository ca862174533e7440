import { describe, expect, it } from "vitest";
import { readSymptom } from "./asked";

const read = (code: string | null, flag: string | null = null, grpc: string | null = null) => {
  const { problems, ...symptom } = readSymptom({ code, flag, grpc });
  return { ...symptom, problems: problems.map(({ id, value }) => `${id} ${value}`) };
};

describe("a symptom from the texts of a URL", () => {
  it.each(["abc", "600", "-1", "5e2", "503.5", "1234"])("says that %j is no status", (code) => {
    expect(read(code, "UF")).toEqual({ flag: "UF", problems: [`code ${code}`] });
  });

  it.each(["U F", "UF;URX", "UF,,UC"])("says that %j is no flag", (flag) => {
    expect(read("503", flag)).toEqual({ flag: flag.toUpperCase(), problems: [`flag ${flag}`] });
  });

  it("goes on with a flag that it does not know, as a newer Envoy may have it, and says so", () => {
    expect(read("503", "uf,xyz")).toEqual({ code: 503, flag: "UF,XYZ", problems: ["unknown_flag XYZ"] });
  });

  it("needs a status beside a flag that it does not know", () => {
    expect(read(null, "XYZ").problems).toEqual(["unknown_flag XYZ", "flag_without_status XYZ"]);
  });

  it("takes the status that goes with a flag, and 0 for no answer", () => {
    expect(read(null, "NR")).toEqual({ code: 404, flag: "NR", problems: [] });
    expect(read("0", "-")).toEqual({ code: 0, flag: "-", problems: [] });
    expect(read(null, "DENY").problems).toEqual([]);
  });

  it("has neither symptom nor problem without any text", () => {
    expect(read(null)).toEqual({ flag: "-", problems: [] });
    expect(read("", "")).toEqual({ flag: "-", problems: [] });
  });

  it("says that a gRPC status ends at 16", () => {
    expect(read("200", "-", "17").problems).toEqual(["grpc 17"]);
    expect(read("200", "-", "7")).toMatchObject({ code: 200, grpcStatus: 7, problems: [] });
  });
});
