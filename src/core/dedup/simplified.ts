import { SIMPLIFIED, TRADITIONAL } from './simplified-table.ts';

let table: Uint16Array | null = null;

/** Traditional -> Simplified for every UTF-16 unit; a unit without a Simplified form stands for itself. Built on first use (1 ms). */
export function simplifiedUnits(): Uint16Array {
  if (table) return table;
  const units = Uint16Array.from({ length: 0x10000 }, (_, code) => code);
  for (let i = 0; i < TRADITIONAL.length; i++) units[TRADITIONAL.charCodeAt(i)] = SIMPLIFIED.charCodeAt(i);
  return (table = units);
}

/**
 * Traditional Chinese written with Simplified characters, one for one: the result is as long as the text, so every offset stays true.
 * Characters only, no words (裡面 -> 里面, but 計程車 stays 计程车); text without Traditional characters comes back unchanged.
 */
export function toSimplified(text: string): string {
  const units = simplifiedUnits();
  let out = '';
  let copied = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (units[code] === code) continue;
    out += text.slice(copied, i) + String.fromCharCode(units[code]!);
    copied = i + 1;
  }
  return copied === 0 ? text : out + text.slice(copied);
}
