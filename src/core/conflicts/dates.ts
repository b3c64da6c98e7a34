import type { Conflict } from '../conflicts.ts';
import { spanOf } from '../text/calendar.ts';
import type { Resolve } from './names.ts';
import type { PlacedClaim } from './readings.ts';

/** Announcements of one named programme or product that several articles date apart. */

type Announcement = { placed: PlacedClaim; year: number; month: number | null; isPublication: boolean };

/** Announced at the end of one month and reported at the start of the next is one date. */
const TOLERANCE_MONTHS = 1;

export function dateConflicts(claims: readonly PlacedClaim[], resolve: Resolve): Conflict[] {
  const groups = new Map<string, Announcement[]>();
  for (const placed of claims) {
    const name = nameOf(placed);
    const id = name === null ? null : resolve(name);
    const announcement = id === null ? null : announcementOf(placed);
    if (id !== null && announcement) groups.set(id, [...(groups.get(id) ?? []), announcement]);
  }
  return [...groups].flatMap(([subject, all]) => {
    const announcements = onePerQuote(all);
    const apart = announcements.filter((a) =>
      announcements.some((b) => b.placed.articleId !== a.placed.articleId && isApart(a, b)),
    );
    if (apart.length < 2) return [];
    return [
      {
        kind: 'conflict' as const,
        type: 'date' as const,
        subject,
        metric: null,
        members: apart.map(({ placed }) => ({
          claimId: placed.claimId,
          article: placed.articleId,
          quote: placed.claim.quote,
        })),
        verdict: `${subject} is dated ${[...new Set(apart.map(inWords))].join('; ')}.`,
      },
    ];
  });
}

/** Partnerships by their programme, launches by their product: what has no name of its own cannot be told apart from another. */
function nameOf({ claim }: PlacedClaim): string | null {
  const name =
    claim.kind === 'partnership' ? claim.args.programme : claim.kind === 'product_launch' ? claim.args.product : null;
  return typeof name === 'string' && claim.status !== 'denied' && claim.status !== 'planned' ? name : null;
}

/** Undated news is of the time of its publication: 近日 and the bare present tense. */
function announcementOf(placed: PlacedClaim): Announcement | null {
  const iso = typeof placed.claim.args.date_iso === 'string' ? placed.claim.args.date_iso : null;
  const said = iso === null ? null : spanOf(iso);
  if (iso !== null && said)
    return { placed, year: said.from.y, month: /^\d{4}$/.test(iso) ? null : said.from.m, isPublication: false };
  const published = placed.publishedAt === null ? null : spanOf(placed.publishedAt.slice(0, 10));
  return published && { placed, year: published.from.y, month: published.from.m, isPublication: true };
}

function isApart(a: Announcement, b: Announcement): boolean {
  if (a.month === null || b.month === null) return a.year !== b.year;
  return Math.abs((a.year - b.year) * 12 + a.month - b.month) > TOLERANCE_MONTHS;
}

function onePerQuote(all: readonly Announcement[]): Announcement[] {
  const seen = new Map<string, Announcement>();
  for (const a of all)
    seen.set(a.placed.claim.quote.replace(/\s+/g, ''), seen.get(a.placed.claim.quote.replace(/\s+/g, '')) ?? a);
  return [...seen.values()];
}

function inWords({ year, month, isPublication, placed }: Announcement): string {
  const date = month === null ? String(year) : `${year}-${String(month).padStart(2, '0')}`;
  return `${date} (${placed.articleId}${isPublication ? ', by its publication' : ''})`;
}
