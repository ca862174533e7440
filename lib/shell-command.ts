/** A text as one word of a POSIX shell: quoted where it holds more than letters that mean nothing to one. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A command for people to copy. What is filled in comes from the mesh, a file or a link, and stays a part of the one
 * word that it stands in, whatever it holds.
 */
export function shell(texts: TemplateStringsArray, ...values: readonly string[]): string {
  return texts.reduce((command, text, index) => {
    const value = values[index - 1] ?? "";
    return `${command}${value === "" ? "" : shellWord(value)}${text}`;
  });
}
