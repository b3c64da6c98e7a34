import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { groupAgainst, relationsOfPairs } from '../../src/core/dedup/filter.ts';
import { compare, type DedupArticle } from '../../src/core/dedup/index.ts';

const EVAL = '../shared/eval';

/**
 * Scores grouping on the labelled edits, the natural look-alikes and the groups written by hand, with the evaluators that come with them,
 * against the floors in floors.json; `process.exitCode` becomes 1 when a figure lies below its floor. Every figure is better when larger.
 */
export async function evalGroup(): Promise<GroupScores | null> {
  if (!existsSync(EVAL)) {
    console.log(`group: ${EVAL} is not there, nothing measured`);
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'redwatch-eval-group-'));
  try {
    const scores = { ...scoresOf(scoreEdits(folder), scoreGroups(folder)), ...scoreDecisions() };
    const floors = (JSON.parse(readFileSync(FLOORS, 'utf8')) as { group?: GroupScores }).group ?? {};
    console.table(
      Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, { score, floor: floors[name] ?? null }])),
    );
    const below = Object.entries(floors).filter(([name, floor]) => (scores[name] ?? 0) < floor);
    for (const [name, floor] of below) console.error(`group: ${name} is ${scores[name]}, the floor is ${floor}`);
    if (below.length > 0) process.exitCode = 1;
    return scores;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const FLOORS = join(import.meta.dirname, 'floors.json');

export type GroupScores = Record<string, number>;

function scoresOf(edits: EditScores, groups: PairScores): GroupScores {
  const apart = (merged: number): number => Number((1 - merged).toFixed(4));
  return {
    'near copies found': edits.recall.near!.recall,
    'rewrites found': edits.recall.spun!.recall,
    'partial copies found': edits.recall.partial!.recall,
    'pairs right': edits.precision,
    'look-alikes above .6 kept apart': apart(edits.templatedMerged.jaccardFrom60),
    'all look-alikes kept apart': apart(edits.templatedMerged.all),
    'groups: relation of copies right': groups.copiesWithRightRelation,
    'groups: same event found': groups.sameEventFound,
    'groups: different kept apart': apart(groups.differentMerged),
  };
}

type EditScores = {
  recall: Record<string, { queries: number; recall: number; rightTier: number }>;
  precision: number;
  templatedMerged: { all: number; jaccardFrom60: number };
};
type PairScores = { copiesWithRightRelation: number; sameEventFound: number; differentMerged: number };

function scoreEdits(folder: string): EditScores {
  const corpus = linesOf(`${EVAL}/dedup/corpus.jsonl.gz`).map(articleOf);
  const place = groupAgainst(corpus);
  const placements = linesOf(`${EVAL}/dedup/queries.jsonl.gz`).map((line) => place(articleOf(line)));
  write(
    join(folder, 'placements.jsonl'),
    placements.map(({ evidence: _, ...rest }) => rest),
  );
  const pairs = linesOf(`${EVAL}/dedup/templated-pairs.jsonl`) as { a: string; b: string }[];
  write(join(folder, 'relations.jsonl'), [...relationsOfPairs(pairs, new Map(corpus.map((a) => [a.id, a])))]);
  return run(`${EVAL}/dedup/evaluate.mjs`, [
    `${EVAL}/dedup/queries.jsonl.gz`,
    join(folder, 'placements.jsonl'),
    `${EVAL}/dedup/templated-pairs.jsonl`,
    join(folder, 'relations.jsonl'),
  ]) as EditScores;
}

function scoreGroups(folder: string): PairScores {
  const gold = `${EVAL}/gold/duplicates`;
  const articles = linesOf(`${gold}/articles.jsonl`).map(articleOf);
  const pairs = linesOf(`${gold}/pairs.jsonl`) as { a: string; b: string }[];
  write(join(folder, 'groups.jsonl'), [...relationsOfPairs(pairs, new Map(articles.map((a) => [a.id, a])))]);
  return run(`${gold}/evaluate.mjs`, [`${gold}/pairs.jsonl`, join(folder, 'groups.jsonl')]) as PairScores;
}

/** What analysts ruled, as `redwatch group --decisions` prints it: any number of .jsonl files, own cases first among them. */
const DECISIONS = join(import.meta.dirname, 'decisions');

type DecidedPair = { decision: string; kind: string; together: boolean; a: Line; b: Line };

/** Share of the rulings that grouping comes to by itself, together and apart; each that it does not is printed. */
function scoreDecisions(): GroupScores {
  const cases = readdirSync(DECISIONS)
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => linesOf(join(DECISIONS, file)) as unknown as DecidedPair[]);
  const right = (together: boolean): number => {
    const asked = cases.filter((one) => one.together === together);
    const kept = asked.filter((one) => {
      const { relation } = compare(articleOf(one.a), articleOf(one.b));
      if ((relation !== 'new') === together) return true;
      console.log(
        `group: ${one.kind} ${one.decision} says ${together ? 'together' : 'apart'}, grouping says ${relation}`,
      );
      return false;
    });
    return Number((kept.length / (asked.length || 1)).toFixed(4));
  };
  return { 'decisions: together': right(true), 'decisions: apart': right(false) };
}

type Line = Readonly<Record<string, unknown>>;

function linesOf(file: string): Line[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

function articleOf(line: Line): DedupArticle {
  const string = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    id: String(line.id),
    title: string(line.title) ?? '',
    text: string(line.text) ?? '',
    publishedAt: string(line.publishedAt) ?? string(line.published_at) ?? dashed(string(line.day)),
    url: string(line.url),
    outlet: null,
    origin: null,
    lang: string(line.lang),
  };
}

/** 20250621, as the corpus gives its days. */
const dashed = (day: string | null): string | null => day?.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3') ?? null;

function write(file: string, records: readonly object[]): void {
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function run(script: string, args: readonly string[]): unknown {
  return JSON.parse(execFileSync(process.execPath, [script, ...args], { encoding: 'utf8' }));
}
