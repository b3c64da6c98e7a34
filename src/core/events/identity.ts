/** When two tellings speak of one person, one organisation, one time. */
import { toSimplified } from '../dedup/simplified.ts';
import { daysBetween, dayOf, spanOf } from '../text/calendar.ts';
import type { Alias, Watch } from '../types.ts';
import type { EventDate } from './types.ts';

/**
 * A rumour in spring, the announcement in summer and the last day in autumn are one departure; whoever comes back and leaves again
 * does so later than that.
 */
export const SAME_DEPARTURE_DAYS = 200;

const LEGAL_ENDING =
  /(?:股份有限公司|有限责任公司|有限公司|集团公司|公司|集团|控股|,? ?(?:inc|corp|corporation|ltd|limited|llc|plc|co|company|group|holdings))\.?$/u;

/** NFKC, Simplified, lower case, without dots, quotes and blanks: 馬克·陳 and 马克•陈 are one name. */
export function foldName(name: string): string {
  return toSimplified(name.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\s·•・⋅‧"“”'‘’「」『』]/gu, '');
}

/** The Watch whose name it is or begins with (小红书电商), else the folded name without code and legal form. Empty for none. */
export function organisationId(
  org: string | null,
  watches: readonly Watch[],
  watchIds: readonly string[] = [],
): string {
  if (!org) return watchIds.length === 1 ? watchIds[0]! : '';
  const folded = foldName(org.replace(/[（(][^（()）]*[)）]$/u, ''));
  const watch = watches.find((w) => {
    if (w.names.some((name) => isNameOf(folded, foldName(name)))) return true;
    // An ambiguous name counts only in an article that was matched to the Watch by its context.
    return (
      w.ambiguous.some(({ name }) => folded === foldName(name)) && (watchIds.length === 0 || watchIds.includes(w.id))
    );
  });
  if (watch) return watch.id;
  let name = folded;
  for (let i = 0; i < 3 && name.length > 3; i++) name = name.replace(LEGAL_ENDING, '') || name;
  return name;
}

/** Chinese names may go on with a unit (小红书商业化), Latin ones only end there. */
function isNameOf(org: string, name: string): boolean {
  if (org === name) return true;
  return /\p{Script=Han}/u.test(name) && name.length >= 2 && org.startsWith(name);
}

/** An unknown organisation fits every one. */
export function sameOrganisation(a: string, b: string): boolean {
  return a === b || a === '' || b === '' || (a.length >= 2 && b.length >= 2 && (a.startsWith(b) || b.startsWith(a)));
}

/** All names of a person that can tell him from others: no 林女士, no pseudonym of a source. */
export function namesOf(person: string | null, aliases: readonly Alias[]): string[] {
  const telling = aliases.filter((alias) => alias.kind !== '称谓' && alias.kind !== '化名').map((alias) => alias.text);
  return person ? [person, ...telling] : telling;
}

/** An unknown date fits every one. */
export function sameTime(a: EventDate | null, b: EventDate | null): boolean {
  const [x, y] = [a?.iso ? spanOf(a.iso) : null, b?.iso ? spanOf(b.iso) : null];
  if (!x || !y) return true;
  return daysBetween(x.to, y.from) <= SAME_DEPARTURE_DAYS && daysBetween(y.to, x.from) <= SAME_DEPARTURE_DAYS;
}

/** How long before `publishedAt` it was over, in days; null when either is unknown. */
export function ageInDays(date: EventDate | null, publishedAt: string | null): number | null {
  const published = dayOf(publishedAt);
  const span = date?.iso ? spanOf(date.iso) : null;
  return published && span ? daysBetween(span.to, published) : null;
}

/** 128-bit FNV-1a, hexadecimal: an event id from the id of its first claim, which is itself a hash of content. */
export function hash128(text: string): string {
  const mask = (1n << 128n) - 1n;
  let hash = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x0000000001000000000000000000013bn) & mask;
  return hash.toString(16).padStart(32, '0');
}

/** The earlier of two instants; null is unknown. */
export function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}

/** Each value once, in the order of first appearance. */
/** Names that differ in more than script or spacing, each in Simplified where it stood so: 远山 and 遠山 are one. */
export function uniqueNames(names: readonly string[]): string[] {
  const byFold = new Map<string, string>();
  for (const name of names) {
    const known = byFold.get(foldName(name));
    if (known === undefined || (toSimplified(known) !== known && toSimplified(name) === name))
      byFold.set(foldName(name), name);
  }
  return [...byFold.values()];
}

export function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
