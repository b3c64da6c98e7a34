/**
 * How well pages are read: every development set of ../shared/eval/extraction, one row each, against the floors in floors.json.
 * The body figures are in-sample: the line model was grown from these pages. What unseen pages get, train-read.ts tells.
 * Run alone: npx tsx test/eval/read.ts [set...] [--worst 10]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readPage } from '../../src/core/read/index.ts';
import { isSkipped } from '../../src/core/types.ts';
import { evalRelevance } from './relevance.ts';

const ROOT = resolve(import.meta.dirname, '../../../shared/eval/extraction');
export const SETS = ['gne', 'magic-article', 'synth', 'cx163', 'aeb', 'fundus', 'magic-forum'] as const;

export type GoldPage = {
  id: string;
  url: string;
  lang: string;
  text: string;
  title?: string;
  author?: string[];
  date?: string;
  fetchedAt?: string;
};
type Figures = {
  pages: number;
  f1: number;
  precision: number;
  recall: number;
  title?: number;
  date?: number;
  author_f1?: number;
  doubled: number;
  empty: number;
  below50: number;
  below80: number;
};
type Row = {
  id: string;
  lang: string;
  url: string;
  f: number;
  p: number;
  r: number;
  title?: boolean;
  date?: boolean;
  at?: number[];
};
type Evaluate = (
  gold: GoldPage[],
  predictions: object[],
  options: { unit: string; boot: number },
) => { res: Figures; rows: Row[] };

/** The labelled pages of one set, or null where the development data is not installed. */
export function goldOf(set: string): GoldPage[] | null {
  const path = join(ROOT, set, 'gold.jsonl');
  if (!existsSync(path)) return null;
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as GoldPage);
}

/** The decoded HTML of one labelled page: strict UTF-8, else the charset its meta tag names, else gb18030. */
export function htmlOf(set: string, id: string): string {
  const bytes = gunzipSync(readFileSync(join(ROOT, set, 'pages', `${id}.html.gz`)));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const named = /charset=["']?([\w-]+)/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1] ?? 'gb18030';
    return new TextDecoder(/^utf-?8$/i.test(named) ? 'utf-8' : named).decode(bytes);
  }
}

function predict(set: string, page: GoldPage): object {
  const fetchedAt = page.fetchedAt ?? '2026-09-30T00:00:00Z';
  const read = readPage({ url: page.url, kind: 'html', content: htmlOf(set, page.id), fetchedAt });
  if (isSkipped(read)) return { id: page.id, text: '', skipped: read.skipped };
  return { id: page.id, title: read.title, author: read.authors, date: read.publishedAt ?? undefined, text: read.text };
}

async function evaluator(): Promise<Evaluate> {
  const module = (await import(pathToFileURL(join(ROOT, 'evaluate.mjs')).href)) as { evaluate: Evaluate };
  return module.evaluate;
}

const percent = (value: number | undefined): string =>
  value === undefined ? '    -' : value === 1 ? '1.000' : value.toFixed(4).slice(1);

/** Reads every labelled page and prints one row per set; returns the figures by set (and by language for magic-article). */
export async function evalRead(sets: readonly string[] = SETS, worst = 0): Promise<Record<string, Figures>> {
  if (sets.length === SETS.length) checkFloors({ relevance: evalRelevance() }, ['relevance']);
  if (!existsSync(ROOT)) {
    console.log(`eval read: skipped, no development data at ${ROOT}`);
    return {};
  }
  const evaluate = await evaluator();
  const figures: Record<string, Figures> = {};
  console.log('set                 pages    F1  prec   rec title  date author doubled empty <.5 <.8');
  for (const set of sets) {
    const gold = goldOf(set);
    if (!gold) continue;
    const predictions = gold.map((page) => predict(set, page));
    const show = (name: string, pages: GoldPage[]) => {
      const { res, rows } = evaluate(pages, predictions, { unit: set === 'aeb' ? 'word' : 'auto', boot: 2 });
      figures[name] = res;
      const parts = [res.f1, res.precision, res.recall, res.title, res.date, res.author_f1].map(percent).join(' ');
      console.log(
        `${name.padEnd(20)}${String(res.pages).padStart(5)} ${parts}  ${res.doubled} ${res.empty} ${res.below50} ${res.below80}`,
      );
      return rows;
    };
    const rows = show(set, gold);
    if (set === 'magic-article' || set === 'magic-forum')
      show(
        `${set} zh`,
        gold.filter((page) => page.lang === 'zh'),
      );
    checkFloors(figures, set === 'magic-article' ? [set, `${set} zh`] : [set]);
    if (worst > 0) printWorst(rows, gold, predictions as Prediction[], worst);
  }
  return figures;
}

type Floors = { read?: Record<string, Partial<Record<keyof Figures, number>>> };
const floorsOfRead = (): NonNullable<Floors['read']> =>
  (JSON.parse(readFileSync(join(import.meta.dirname, 'floors.json'), 'utf8')) as Floors).read ?? {};

/** A figure below its floor is printed and makes the exit code 1. `doubled` is a ceiling. */
function checkFloors(figures: Record<string, Partial<Figures>>, names: readonly string[]): void {
  const floors = floorsOfRead();
  for (const name of names) {
    for (const [measure, floor] of Object.entries(floors[name] ?? {})) {
      const value = figures[name]?.[measure as keyof Figures];
      const holds = value !== undefined && (measure === 'doubled' ? value <= floor : value >= floor);
      if (holds) continue;
      console.log(`   BELOW FLOOR: ${name} ${measure} ${value?.toFixed(4)}, floor ${floor}`);
      process.exitCode = 1;
    }
  }
}

type Prediction = { id: string; title?: string; author?: string[]; date?: string; text: string };
function printWorst(rows: Row[], gold: GoldPage[], predictions: Prediction[], count: number): void {
  const ranked = [...rows].sort((a, b) => a.f - b.f).slice(0, count);
  for (const r of ranked)
    console.log(
      `   ${r.f.toFixed(3)} p ${r.p.toFixed(2)} r ${r.r.toFixed(2)} ${r.id.slice(0, 40)} ${r.lang} ${r.url.slice(0, 80)}`,
    );
  for (const r of rows) {
    const want = gold.find((g) => g.id === r.id);
    const got = predictions.find((p) => p.id === r.id);
    if (r.title === false)
      console.log(`   title ${r.id.slice(0, 30)}\n      want ${want?.title}\n      got  ${got?.title}`);
    if (r.date === false) console.log(`   date ${r.id.slice(0, 30)} want ${want?.date} got ${got?.date}`);
    if (r.at && (r.at[0] !== r.at[1] || r.at[0] !== r.at[2]))
      console.log(
        `   author ${r.id.slice(0, 30)} want ${JSON.stringify(want?.author)} got ${JSON.stringify(got?.author)}`,
      );
  }
}

if (process.argv[1] && import.meta.filename === resolve(process.argv[1])) {
  const at = process.argv.indexOf('--worst');
  const worst = at > 0 ? Number(process.argv[at + 1]) : 0;
  const named = process.argv.slice(2).filter((arg) => (SETS as readonly string[]).includes(arg));
  await evalRead(named.length > 0 ? named : SETS, worst);
}
