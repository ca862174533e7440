import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";

type Module = { letJsonBePacked: (response: ServerResponse) => void };

/** server/main.js runs without a build step, so its parts are plain JavaScript without types. */
const file: string = "./packed-answers.js";
const { letJsonBePacked } = (await import(file)) as Module;

function answer(): ServerResponse {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  letJsonBePacked(response);
  return response;
}

describe("answers that may be packed", () => {
  it("have the type of JSON as one value", () => {
    const response = answer();
    response.setHeader("content-type", ["application/json; charset=utf-8"]);
    expect(response.getHeader("content-type")).toBe("application/json; charset=utf-8");
  });

  it("are no events, and other headers stay lists", () => {
    const response = answer();
    response.setHeader("content-type", ["text/event-stream"]);
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    expect(response.getHeader("content-type")).toEqual(["text/event-stream"]);
    expect(response.getHeader("set-cookie")).toEqual(["a=1", "b=2"]);
  });
});
