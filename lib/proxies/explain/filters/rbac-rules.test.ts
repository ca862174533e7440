import { expect, it } from "vitest";
import { matchPolicy } from "@/lib/proxies/explain/filters/rbac-rules";

it("asks direct_remote_ip of the socket, and source_ip of whom a PROXY line names", () => {
  const range = { address_prefix: "10.0.0.0", prefix_len: 8 };
  const answerTo = (principal: object, socketIp?: string | null) =>
    matchPolicy(
      { permissions: [{ any: true }], principals: [principal] },
      {
        request: undefined,
        peer: { directSourceIp: "10.1.1.1", ...(socketIp === undefined ? {} : { socketIp }) },
        sourceIp: "8.8.8.8",
      },
    ).is;
  expect(answerTo({ direct_remote_ip: range })).toBe("yes");
  expect(answerTo({ direct_remote_ip: range }, "9.9.9.9")).toBe("no");
  expect(answerTo({ direct_remote_ip: range }, null)).toBe("no");
  expect(answerTo({ source_ip: range }, "9.9.9.9")).toBe("yes");
  expect(answerTo({ remote_ip: range }, "10.1.1.1")).toBe("no");
});
