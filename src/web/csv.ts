/** First characters that make a spreadsheet take a cell for a formula; a tab or line feed may hide one. */
const FORMULA = /^[\s]*[=+\-@\t\r\n|%＝＋－＠]/;
/** A plain number is no formula and stays one: -12.5 */
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One line of CSV (RFC 4180), safe to open in a spreadsheet: what could be a formula gets a ' in front, as OWASP advises. */
export function csvLine(cells: readonly unknown[]): string {
  return `${cells.map((cell) => quoted(safe(textOf(cell)))).join(',')}\r\n`;
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

function safe(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
