import type { Claim, ClaimInput } from '../types.ts';
import type { ClaimKind } from './_claim-kind.ts';

/** No quote is longer: people read it in one glance, and it stays a quotation. */
export const MAX_QUOTE = 240;

export type RefusedClaim = { kind: string; reason: string; quote: string };

/**
 * The only door to the store, for our own rules and for a model's proposals alike. A claim passes if its quote is exactly what stands
 * at its offsets, is at most 240 characters, and every surface value lies inside the quote or inside a cited span that is itself exact;
 * the same claim passes once per article. Everything else comes back with its reason.
 */
export function gate(
  input: Pick<ClaimInput, 'title' | 'text'>,
  proposed: readonly Claim[],
  kinds: readonly Pick<ClaimKind, 'id' | 'surface'>[],
): { claims: Claim[]; refused: RefusedClaim[] } {
  const claims: Claim[] = [];
  const refused: RefusedClaim[] = [];
  const seen = new Set<string>();
  for (const claim of proposed) {
    const surface = kinds.find((kind) => kind.id === claim.kind)?.surface;
    const key = JSON.stringify([claim.kind, claim.status, claim.args]);
    const reason =
      surface === undefined
        ? `no such kind: ${claim.kind}`
        : (ungrounded(input, claim, surface) ?? (seen.has(key) ? 'the same claim a second time' : null));
    if (reason === null) {
      seen.add(key);
      claims.push(claim);
    } else {
      refused.push({ kind: claim.kind, reason, quote: claim.quote.slice(0, MAX_QUOTE) });
    }
  }
  return { claims, refused };
}

function ungrounded(
  input: Pick<ClaimInput, 'title' | 'text'>,
  claim: Claim,
  surface: readonly string[],
): string | null {
  const { start, end, quote } = claim;
  if (!isExact(input[claim.field], start, end, quote)) return 'the quote is not what stands at its offsets';
  if (quote.length > MAX_QUOTE) return `the quote has ${quote.length} characters, at most ${MAX_QUOTE} are allowed`;
  const cited = claim.cited ?? [];
  const wrong = cited.find((span) => !isExact(input[span.field], span.start, span.end, span.quote));
  if (wrong) return `the span cited for ${wrong.slot} is not what stands at its offsets`;
  const places = [quote, ...cited.map((span) => span.quote)];
  for (const slot of surface) {
    const missing = wordsOf(claim.args[slot]).find((value) => !places.some((place) => place.includes(value)));
    if (missing !== undefined) return `${slot} "${missing}" stands neither in the quote nor in a cited span`;
  }
  return null;
}

function isExact(text: string, start: number, end: number, quote: string): boolean {
  return (
    Number.isInteger(start) && start >= 0 && end <= text.length && quote.length > 0 && text.slice(start, end) === quote
  );
}

/** The strings of a slot: a string, a list of strings, or a list of `{ text }` (aliases). */
function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (typeof value === 'object' && value !== null && 'text' in value) return wordsOf(value.text);
  return [];
}
