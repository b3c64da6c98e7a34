/**
 * Scores claims on the labelled sentences in test/eval/gold (label policy: README.md there), prints a table, and fails below the floors
 * in floors.json. Departures are matched by person or alias, unnamed ones by office; slots count on matched departures only.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findClaims } from '../../src/core/claims/index.ts';
import type { Claim } from '../../src/core/types.ts';

const GOLD = join(import.meta.dirname, 'gold');
const FLOORS = join(import.meta.dirname, 'floors.json');

type GoldDeparture = {
  person: string | null;
  aliases: { text: string }[];
  role: string[];
  successor: string | null;
} & Record<string, unknown>;
type Labelled = { id: string; title?: string; text: string; lang: string; published_at: string };
type GoldMetric = { subject: string; value: number | null; raw: string; unit: string };

export type ClaimScores = Record<string, number>;

/** Prints the tables; `process.exitCode` becomes 1 when a figure lies below its floor. */
export async function evalClaims(): Promise<ClaimScores> {
  const departures = scoreDepartures(linesOf<Labelled & { departures: GoldDeparture[] }>('departures.jsonl'));
  const metrics = scoreMetrics(linesOf<Labelled & { metrics: GoldMetric[] }>('metrics.jsonl'));
  const news = scoreDepartures(linesOf<Labelled & { departures: GoldDeparture[] }>('news.jsonl'), 'news');
  const held = scoreDepartures(
    linesOf<Labelled & { departures: GoldDeparture[] }>('news-held-back.jsonl'),
    'news held back',
  );
  const articles = scoreDepartures(linesOf<Labelled & { departures: GoldDeparture[] }>('news-2.jsonl'), 'articles');
  const heldArticles = scoreDepartures(
    linesOf<Labelled & { departures: GoldDeparture[] }>('news-held-back-2.jsonl'),
    'articles held back',
  );
  const filings = scoreDepartures(
    linesOf<Labelled & { departures: GoldDeparture[] }>('news-3.jsonl'),
    'filings and roundups',
  );
  const several = scoreDepartures(
    linesOf<Labelled & { departures: GoldDeparture[] }>('news-4.jsonl'),
    'several companies',
  );
  const leaving = scoreDepartures(
    linesOf<Labelled & { departures: GoldDeparture[] }>('news-5.jsonl'),
    'how and when people leave',
  );
  const scores = {
    ...departures,
    ...metrics,
    ...news,
    ...held,
    ...articles,
    ...filings,
    ...several,
    ...leaving,
    ...heldArticles,
  };
  const floors = (JSON.parse(readFileSync(FLOORS, 'utf8')) as { claims?: ClaimScores }).claims ?? {};
  console.table(companies);
  console.table(
    Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, { score, floor: floors[name] ?? null }])),
  );
  const below = Object.entries(floors).filter(([name, floor]) => (scores[name] ?? 0) < floor);
  for (const [name, floor] of below) console.error(`claims: ${name} is ${scores[name]}, the floor is ${floor}`);
  if (below.length > 0) process.exitCode = 1;
  return scores;
}

function linesOf<T>(file: string): T[] {
  return readFileSync(join(GOLD, file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

function claimsOf({ id, title = '', text, lang, published_at }: Labelled, kind: string): Claim[] {
  const input = { id, title, text, publishedAt: published_at, lang, url: null };
  return findClaims(input).claims.filter((claim) => claim.kind === kind);
}

const fold = (value: unknown): string =>
  String(value ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[⋅•・.]/g, '·')
    .replace(/[（(][^（()）]*[)）]/g, '')
    .replace(/[\s"“”'‘’「」]/g, '');
const alike = (a: unknown, b: unknown): boolean =>
  fold(a) !== '' && fold(b) !== '' && (fold(a).includes(fold(b)) || fold(b).includes(fold(a)));
const equal = (a: unknown, b: unknown): boolean => a === b;
const round = (x: number): number => Math.round(x * 1000) / 1000;
const ratio = (a: number, b: number): number => round(b === 0 ? 1 : a / b);

/** Slots compared by containment (words of the text) and by equality (normalised values). */
const WORDS = ['org', 'date', 'successor', 'next_employer', 'attribution'];
const VALUES = ['date_iso', 'status', 'change_type', 'next_status'];

function scoreDepartures(
  gold: readonly (Labelled & { departures: GoldDeparture[] })[],
  title = 'departures',
): ClaimScores {
  let [right, missed, wrong] = [0, 0, 0];
  const slots = new Map<string, { wanted: number; given: number; right: number }>();
  const ofCompany = (companies[title] = { given: 0, right: 0, 'another of the article': 0, 'no such company': 0 });
  for (const line of gold) {
    const found = claimsOf(line, 'executive_departure');
    const used = new Set<Claim>();
    for (const wanted of line.departures) {
      const match = found.find((claim) => !used.has(claim) && isSameDeparture(wanted, claim));
      if (match) {
        used.add(match);
        countSlots(slots, wanted, match);
        countCompany(ofCompany, line, wanted, match);
      }
      if (wanted.person && match) right++;
      else if (wanted.person) missed++;
    }
    wrong += found.filter((claim) => !used.has(claim) && claim.args['person'] !== null).length;
  }
  const [precision, recall] = [ratio(right, right + wrong), ratio(right, right + missed)];
  const scores: ClaimScores = {
    [`${title} named precision`]: precision,
    [`${title} named recall`]: recall,
    [`${title} named F1`]: round((2 * precision * recall) / (precision + recall)),
  };
  scores[`${title} right company`] = ratio(ofCompany.right, ofCompany.given);
  for (const [name, { wanted, given, right: hits }] of slots) {
    scores[`${title} ${name} precision`] = ratio(hits, given);
    scores[`${title} ${name} recall`] = ratio(hits, wanted);
  }
  return scores;
}

/** How a departure's company compares with the label, by set: the table printed before the scores. */
type Companies = { given: number; right: number; 'another of the article': number; 'no such company': number };
const companies: Record<string, Companies> = {};

/**
 * Attribution to the right company: of the matched departures whose company is labelled and given, how many name it. A wrong one is
 * another company that the set's labels know in the same article (the worst error), or words that name none of them.
 */
function countCompany(
  of: Companies,
  line: Labelled & { departures: GoldDeparture[] },
  wanted: GoldDeparture,
  claim: Claim,
): void {
  const given = claim.args['org'];
  if (!wanted['org'] || !given) return;
  const others = line.departures
    .flatMap((d) => [d['org'], d['next_employer']])
    .filter((o) => o && !alike(o, wanted['org']));
  of.given++;
  if (alike(wanted['org'], given)) of.right++;
  else if (others.some((o) => alike(o, given))) of['another of the article']++;
  else of['no such company']++;
}

function isSameDeparture(wanted: GoldDeparture, { args }: Claim): boolean {
  if (wanted.person)
    return [wanted.person, ...wanted.aliases.map((a) => a.text)].some((n) => fold(n) === fold(args['person']));
  const roles = args['role'] as string[];
  return args['person'] === null && wanted.role.some((role) => roles.some((given) => alike(role, given)));
}

function countSlots(
  slots: Map<string, { wanted: number; given: number; right: number }>,
  wanted: GoldDeparture,
  claim: Claim,
): void {
  const count = (name: string, want: unknown, give: unknown, same: (a: unknown, b: unknown) => boolean): void => {
    // The news lines label fewer slots: what they do not speak of is not counted.
    if (want === undefined) return;
    const slot = slots.get(name) ?? { wanted: 0, given: 0, right: 0 };
    const [has, says] = [Boolean(want), Boolean(give)];
    slot.wanted += Number(has);
    slot.given += Number(says);
    slot.right += Number(has && says && same(want, give));
    slots.set(name, slot);
  };
  const given = { ...claim.args, status: claim.status, attribution: claim.attribution } as Record<string, unknown>;
  for (const name of WORDS) count(name, wanted[name], given[name], alike);
  for (const name of VALUES) count(name, wanted[name], given[name], equal);
  const roles = claim.args['role'] as string[];
  count('role', wanted.role.length, roles.length, () => wanted.role.some((w) => roles.some((g) => alike(w, g))));
  count('partial', wanted['partial'], given['partial'], equal);
  count('background', wanted['background'], given['background'], equal);
}

function scoreMetrics(gold: readonly (Labelled & { metrics: GoldMetric[] })[]): ClaimScores {
  let [right, missed, wrong, units] = [0, 0, 0, 0];
  for (const line of gold) {
    const found = claimsOf(line, 'metric');
    const used = new Set<Claim>();
    for (const wanted of line.metrics) {
      const match = found.find((claim) => !used.has(claim) && isSameMetric(wanted, claim));
      if (!match) missed++;
      else {
        used.add(match);
        right++;
        units += Number(match.args['unit'] === wanted.unit);
      }
    }
    wrong += found.length - used.size;
  }
  const [precision, recall] = [ratio(right, right + wrong), ratio(right, right + missed)];
  return {
    'metrics value and subject F1': round((2 * precision * recall) / (precision + recall)),
    'metrics unit right': ratio(units, right),
  };
}

function isSameMetric(wanted: GoldMetric, { args }: Claim): boolean {
  if (!alike(args['subject'], wanted.subject)) return false;
  if (wanted.value === null) return fold(args['raw']) === fold(wanted.raw);
  const value = args['value'];
  return typeof value === 'number' && Math.abs(value - wanted.value) <= 1e-6 * Math.max(1, Math.abs(wanted.value));
}
