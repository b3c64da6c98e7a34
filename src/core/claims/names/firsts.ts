/**
 * Which characters (UTF-16 units) some words begin with, as a table that is asked by number: to ask a Set, a string has to be made of
 * every character of the text.
 */
export function firstsOf(words: Iterable<string>): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const word of words) table[word.charCodeAt(0)] = 1;
  return table;
}
