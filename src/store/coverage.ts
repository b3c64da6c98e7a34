/** The account of a night: which sources answered, which did not and since when, and every address that was not brought. */
import type { Kysely } from 'kysely';
import { NO_WATCH } from './pages.ts';
import type { Schema } from './schema.ts';

export type Missing = { url: string; reason: string };

export type SourceCoverage = {
  sourceId: string;
  name: string;
  /** `unreadable`: it answers, but its pages no longer give an article. */
  state: 'answered' | 'failing' | 'silent' | 'unreadable' | 'running' | 'not asked';
  /** Since when it has not been well; null when it is. */
  since: Date | null;
  /** What the run says of itself, or what is wrong. */
  sentence: string;
  newPages: number;
  /** Addresses that were named and not brought, or brought and not readable; at most 100 of them, and how many there are. */
  missing: readonly Missing[];
  missingInAll: number;
};

export type Coverage = {
  night: string;
  sources: readonly SourceCoverage[];
  answered: number;
  /** `14 of 15 sources answered; Pandaily has been failing since 2025-12-27; Tide answered without 3 addresses.` */
  sentence: string;
};

const MOST_MISSING = 100;

/**
 * What the night brought and what it did not, over the sources that are set up.
 * @param options.night the label of the night, `2025-12-29`; @param options.zone in which dates are told
 */
export async function coverageOf(
  db: Kysely<Schema>,
  options: { night: string; sources: readonly { id: string; name: string }[]; zone: string },
): Promise<Coverage> {
  const { night, zone } = options;
  const ids = options.sources.map((s) => s.id);
  if (!ids.length) return { night, sources: [], answered: 0, sentence: 'No source is set up.' };
  const [runs, health] = await Promise.all([
    db.selectFrom('runs').selectAll().where('night', '=', night).where('sourceId', 'in', ids).execute(),
    db.selectFrom('sourceHealth').selectAll().where('sourceId', 'in', ids).where('state', '<>', 'ok').execute(),
  ]);
  const sources: SourceCoverage[] = [];
  for (const { id, name } of options.sources) {
    const run = runs.find((r) => r.sourceId === id);
    const ill = health.filter((h) => h.sourceId === id && run && h.since && h.since <= (run.finishedAt ?? h.since));
    const missing = run ? await missingOf(db, run) : [];
    sources.push({
      ...{ sourceId: id, name, ...stateOf(run, ill), newPages: run?.newPages ?? 0 },
      ...{ missing: missing.slice(0, MOST_MISSING), missingInAll: missing.length },
    });
  }
  const answered = sources.filter((s) => s.state === 'answered').length;
  const troubled = sources.filter((s) => s.state !== 'answered');
  const incomplete = sources.filter((s) => s.state === 'answered' && s.missingInAll > 0);
  const parts = [
    `${answered} of ${sources.length} sources answered`,
    ...troubled.map((s) => `${s.name} ${WORDS[s.state]}${sinceWords(s.since, zone)}`),
    ...incomplete.map((s) => `${s.name} answered without ${s.missingInAll} address${s.missingInAll > 1 ? 'es' : ''}`),
  ];
  const sentence = `${parts.join('; ')}.`;
  return { night, sources, answered, sentence };
}

/** The statement as people read it: one sentence, then a line for every source in trouble and every address not brought. */
export function coverageLines({ sentence, sources }: Coverage): string[] {
  return [
    sentence,
    ...sources.flatMap((s) => [
      ...(s.state === 'answered' && !s.missingInAll
        ? []
        : [`  ${s.name} (${s.sourceId}): ${withoutLead(s.sentence, s.name)}`]),
      ...s.missing.map(({ url, reason }) => `    ${url}: ${withoutAddress(reason, url)}`),
      ...(s.missingInAll > s.missing.length ? [`    and ${s.missingInAll - s.missing.length} more`] : []),
    ]),
  ];
}

/** A run's sentence begins with the name of its source, which stands before it here. */
function withoutLead(sentence: string, name: string): string {
  return sentence.startsWith(`${name}: `) ? sentence.slice(name.length + 2) : sentence;
}

/** `http 404: https://a.example/1 answered 404`, behind that very address -> `http 404: answered 404`. */
function withoutAddress(reason: string, url: string): string {
  return reason.replace(`: ${url}: `, ': ').replace(`: ${url} `, ': ');
}

const WORDS: Record<SourceCoverage['state'], string> = {
  answered: 'answered',
  failing: 'has been failing',
  silent: 'names no article',
  unreadable: 'brings pages that cannot be read',
  running: 'is still being asked',
  'not asked': 'was not asked',
};

type Run = {
  id: string;
  sourceId: string;
  startedAt: Date;
  finishedAt: Date | null;
  verdict: string;
  sentence: string;
};
type Ill = { aspect: 'answers' | 'reading'; state: string; since: Date | null; sentence: string };

/** What was wrong before and was not seen to be well again counts, whatever this run says: 304 proves nothing. */
function stateOf(run: Run | undefined, ill: readonly Ill[]): Pick<SourceCoverage, 'state' | 'since' | 'sentence'> {
  if (!run) return { state: 'not asked', since: null, sentence: 'not asked this night' };
  const { sentence } = run;
  if (run.verdict === 'running') return { state: 'running', since: run.startedAt, sentence: 'under way' };
  const answers = ill.find((h) => h.aspect === 'answers');
  const reading = ill.find((h) => h.aspect === 'reading');
  if (run.verdict === 'failed' || answers?.state === 'failing')
    return { state: 'failing', since: answers?.since ?? run.startedAt, sentence };
  if (run.verdict === 'empty' || answers) return { state: 'silent', since: answers?.since ?? run.startedAt, sentence };
  if (reading) return { state: 'unreadable', since: reading.since, sentence: reading.sentence };
  return { state: 'answered', since: null, sentence };
}

/** Failed, forbidden, put off or left out for a limit; and fetched without an article in it. */
async function missingOf(db: Kysely<Schema>, run: Run): Promise<Missing[]> {
  const entries = await db
    .selectFrom('runEntries')
    .select(['url', 'reason'])
    .where('runId', '=', run.id)
    .where('outcome', 'in', ['failed', 'skipped'])
    .where('reason', '<>', 'outside the date range')
    .orderBy('at')
    .orderBy('url')
    .execute();
  const unread = await db
    .selectFrom('pages')
    .select(['url', 'skipReason'])
    .where('sourceId', '=', run.sourceId)
    .where('fetchedAt', '>=', run.startedAt)
    .where('fetchedAt', '<=', run.finishedAt ?? run.startedAt)
    .where('state', '=', 'skipped')
    .where('skipReason', '<>', NO_WATCH)
    .orderBy('fetchedAt')
    .execute();
  return [
    ...entries.map(({ url, reason }) => ({ url, reason: reason ?? '' })),
    ...unread.map(({ url, skipReason }) => ({ url, reason: `no article: ${skipReason}` })),
  ];
}

function sinceWords(since: Date | null, zone: string): string {
  if (!since) return '';
  return ` since ${new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(since)}`;
}
