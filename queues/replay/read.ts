import { isSkipped } from '../../src/core/types.ts';
import { pagesById } from '../../src/store/pages.ts';
import {
  pagesInSpan,
  pagesOf,
  partsThatDiffer,
  takeOverPages,
  type ReplayPage,
  type Reread,
} from '../../src/store/replay-pages.ts';
import { readPages } from '../read.ts';
import type { Account, Difference, Replay, ReplayContext, Show } from './_replay.ts';

/** Pages with their bodies in memory, and saved in one transaction, at a time. */
const SLICE = 20;

/** Saved pages read with today's code; the newest page of every address is what its article goes by. */
export async function replayRead(context: ReplayContext, { span, apply }: Replay, show: Show): Promise<Account> {
  const { db, now } = context;
  const at = now();
  const { all, waiting } = await pagesOf(db, span);
  const counts = { read: 0, words: 0, byline: 0, skipped: 0, found: 0 };
  const applied = { taken: 0, left: 0 };
  for (let after = { at: '-infinity', id: '' }; ;) {
    const seen = await pagesInSpan(db, span, after, SLICE);
    const last = seen.at(-1);
    if (!last) break;
    after = last;
    counts.read += seen.length;
    const changed = await rereadThatDiffer(seen, context, span.companyId);
    for (const one of changed) {
      const difference = shown(one);
      counts[COUNTED[difference.what] ?? 'words']++;
      await show(difference);
    }
    if (!apply || !changed.length) continue;
    const { taken, left } = await takeOverPages(db, changed, at);
    applied.taken += taken;
    applied.left += left;
  }
  const of = counts.read;
  return {
    rules: 'read',
    lookedAt: { n: counts.read, of: all, noun: 'pages' },
    leftOut: [
      { n: waiting, why: 'wait for the read step, which goes by the rules of today anyway' },
      { n: all - waiting - counts.read, why: 'are older pages of an address, or of other companies' },
    ],
    changes: [
      { n: counts.words, of, what: 'are read otherwise: another title, text or date' },
      { n: counts.byline, of, what: 'keep their words, with another byline or other companies' },
      { n: counts.found, of, what: 'were skipped and hold an article' },
      { n: counts.skipped, of, what: 'would be skipped; an article read from one stays' },
    ],
    applied: apply ? applied : null,
    notes:
      counts.words + counts.found
        ? [
            'Nothing follows by itself, and nobody is told. Go on with: redwatch replay --rules group, then --rules claims',
          ]
        : [],
  };
}

const NEW_WORDS = 'read otherwise';
const BYLINE = 'other byline';
const FOUND = 'now an article';
const SKIPPED = 'now skipped';
const COUNTED: Readonly<Record<string, 'words' | 'byline' | 'found' | 'skipped'>> = {
  [NEW_WORDS]: 'words',
  [BYLINE]: 'byline',
  [FOUND]: 'found',
  [SKIPPED]: 'skipped',
};

async function rereadThatDiffer(
  seen: readonly ReplayPage[],
  context: ReplayContext,
  companyId: string | null,
): Promise<Reread[]> {
  const pages = await pagesById(
    context.db,
    seen.map((p) => p.id),
  );
  const outcomes = await readPages(pages, context);
  return outcomes.flatMap(({ page, outcome }): Reread[] => {
    const before = seen.find((p) => p.id === page.id);
    if (!before) return [];
    if (isSkipped(outcome)) {
      const reason = outcome.skipped.slice(0, 500);
      const isSame = before.state === 'skipped' && before.skipReason === reason;
      return isSame || (companyId && !before.now) ? [] : [{ page, seen: before, skipped: reason }];
    }
    if (companyId && !before.now && !outcome.watchIds.includes(companyId)) return [];
    const isSame =
      before.state === 'article' &&
      before.now !== null &&
      !partsThatDiffer(before.now, outcome.article, outcome.watchIds).length;
    return isSame ? [] : [{ page, seen: before, ...outcome }];
  });
}

function shown(one: Reread): Difference {
  const { page, seen } = one;
  const { now } = seen;
  const base = { kind: 'article' as const, id: page.id, url: page.url };
  if ('skipped' in one)
    return {
      ...base,
      what: SKIPPED,
      title: now?.title ?? page.url,
      was: { state: seen.state, reason: seen.skipReason },
      is: { state: 'skipped', reason: one.skipped },
      why: one.skipped,
    };
  const { article, watchIds } = one;
  if (!now || seen.state === 'skipped')
    return {
      ...base,
      what: FOUND,
      title: article.title,
      was: { state: seen.state, reason: seen.skipReason },
      is: { ...article, watchIds },
      why: `was skipped: ${seen.skipReason ?? 'without a reason'}`,
    };
  const parts = partsThatDiffer(now, article, watchIds);
  const part = (of: object) => Object.fromEntries(Object.entries(of).filter(([name]) => parts.includes(name)));
  const isOtherwise = parts.some((p) => p === 'title' || p === 'text' || p === 'publishedAt');
  return {
    ...base,
    what: isOtherwise ? NEW_WORDS : BYLINE,
    title: article.title,
    was: part(now),
    is: part({ ...article, watchIds }),
    why: `${article.reader} reads ${parts.join(', ')} otherwise`,
  };
}
