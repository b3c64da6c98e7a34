import type { Kysely } from 'kysely';
import type { Schema } from '../../src/store/schema.ts';
import { sources } from './_invented.ts';

/** The nights of the test archive: what each source was asked and gave. */

type Counts = {
  /** Asked for, new, unchanged. */
  counts: [number, number, number];
  skipped?: Record<string, number>;
  failed?: Record<string, number>;
};
type Run = Counts & { source: string; days: number; verdict: string; sentence: string };

const REFUSED = {
  source: 'kuaixun',
  verdict: 'failed',
  sentence: 'No page could be fetched: a captcha was answered instead of the list.',
  counts: [3, 0, 0],
  failed: { 'a captcha was answered instead of the page': 3 },
} satisfies Partial<Run>;

export async function insertRuns(db: Kysely<Schema>): Promise<void> {
  const night = '2026-03-12';
  const runs: Run[] = [
    {
      source: 'chaoguan',
      days: 0,
      verdict: 'ok',
      sentence: 'Asked for 42 pages: 9 new, 31 unchanged, 2 skipped.',
      counts: [42, 9, 31],
      skipped: { 'older than 30 days': 2 },
    },
    {
      source: 'chaoguan',
      days: 1,
      verdict: 'ok',
      sentence: 'Asked for 40 pages: 6 new, 34 unchanged.',
      counts: [40, 6, 34],
    },
    {
      source: 'dianhai',
      days: 0,
      verdict: 'partial',
      sentence: 'Asked for 28 pages: 11 new, 14 unchanged; 3 failed because the server answered 500.',
      counts: [28, 11, 14],
      failed: { 'the server answered 500': 3 },
    },
    {
      source: 'wanbao',
      days: 0,
      verdict: 'ok',
      sentence: 'The feed had 20 entries: 4 new, 16 unchanged.',
      counts: [20, 4, 16],
    },
    {
      source: 'ledgerwire',
      days: 0,
      verdict: 'ok',
      sentence: 'The feed had 15 entries: 3 new, 12 unchanged.',
      counts: [16, 3, 12],
      skipped: { 'forbidden by robots.txt': 1 },
    },
    { ...REFUSED, days: 0 },
    { ...REFUSED, days: 1 },
    {
      source: 'kuaixun',
      days: 2,
      verdict: 'ok',
      sentence: 'Asked for 18 pages: 5 new, 13 unchanged.',
      counts: [18, 5, 13],
    },
  ];
  for (const run of runs) {
    const startedAt = new Date(Date.parse('2026-03-11T18:00:00Z') - run.days * 86_400_000);
    const runId = `${run.source}-${night}-${run.days}`;
    const [asked, newPages, unchanged] = run.counts;
    await db
      .insertInto('runs')
      .values({
        id: runId,
        sourceId: run.source,
        night,
        startedAt,
        finishedAt: new Date(startedAt.getTime() + 95_000),
        asked,
        fetched: newPages,
        newPages,
        same: 0,
        unchanged,
        skipped: JSON.stringify(run.skipped ?? {}),
        failed: JSON.stringify(run.failed ?? {}),
        verdict: run.verdict,
        sentence: run.sentence,
      })
      .execute();
    await insertEntries(db, { runId, source: run.source, startedAt, run });
  }
}

async function insertEntries(
  db: Kysely<Schema>,
  { runId, source, startedAt, run }: { runId: string; source: string; startedAt: Date; run: Counts },
): Promise<void> {
  const home = sources.find((one) => one.id === source)?.home ?? '';
  const lines: { outcome: string; reason: string | null; status: number | null }[] = [
    ...Array.from({ length: run.counts[1] }, () => ({ outcome: 'new', reason: null, status: 200 })),
    ...Array.from({ length: run.counts[2] }, () => ({ outcome: 'unchanged', reason: null, status: 304 })),
    ...Object.entries(run.skipped ?? {}).flatMap(([reason, count]) =>
      Array.from({ length: count }, () => ({ outcome: 'skipped', reason, status: null })),
    ),
    ...Object.entries(run.failed ?? {}).flatMap(([reason, count]) =>
      Array.from({ length: count }, () => ({ outcome: 'failed', reason, status: 500 })),
    ),
  ];
  await db
    .insertInto('runEntries')
    .values(
      lines.map((line, index) => ({
        ...line,
        runId,
        role: index === 0 ? 'list' : 'article',
        url: `${home}/t/${runId}-${index}`,
        bytes: line.status === 200 ? 41_000 + index * 311 : null,
        ms: 120 + index * 7,
        at: new Date(startedAt.getTime() + index * 1500),
      })),
    )
    .execute();
}
