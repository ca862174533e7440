"use client";
import { createContext, useContext } from "react";

export const BasePathContext = createContext("");

/** "" or "/heddle": what stands before every path of this console outside of Next's own links. */
export function useBasePath(): string {
  return useContext(BasePathContext);
}
