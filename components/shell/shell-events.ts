/** What the frame's buttons ask of its keys, which open the parts. */
export const shellEvents = { help: "heddle:keyboard-help", palette: "heddle:palette" } as const;

export function openKeyboardHelp(): void {
  window.dispatchEvent(new Event(shellEvents.help));
}

export function openPalette(): void {
  window.dispatchEvent(new Event(shellEvents.palette));
}
