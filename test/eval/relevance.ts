/**
 * Which articles are about the watched company: matchWatches with the Watch of the example settings over test/eval/gold/relevance.jsonl,
 * own sentences with the names, aliases, products and people of the company and with what only looks like them.
 * Part of `npm run eval -- read`.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.ts';
import { matchWatches } from '../../src/core/watch.ts';

type Labelled = { id: string; title?: string; text: string; watches: string[]; why: string };
export type RelevanceFigures = { precision: number; recall: number };

/** Prints precision, recall and every sentence judged wrongly. */
export function evalRelevance(): RelevanceFigures {
  const settings = readFileSync(resolve(import.meta.dirname, '../../redwatch.yaml'), 'utf8');
  const { watches } = loadConfig({ object: parse(settings) as object }, {});
  const labelled = readFileSync(join(import.meta.dirname, 'gold/relevance.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Labelled);
  let [right, wrong, missed] = [0, 0, 0];
  for (const { id, title = '', text, watches: wanted, why } of labelled) {
    const found = matchWatches({ title, text }, watches);
    const ids = found.map((match) => match.watchId);
    const extra = found.filter((match) => !wanted.includes(match.watchId));
    const absent = wanted.filter((watchId) => !ids.includes(watchId));
    right += ids.length - extra.length;
    wrong += extra.length;
    missed += absent.length;
    if (extra.length > 0)
      console.log(`   taken   ${id} (${why}) by ${extra[0]?.names.join(', ')}: ${text.slice(0, 60)}`);
    if (absent.length > 0) console.log(`   missed  ${id} (${why}): ${text.slice(0, 60)}`);
  }
  const figures = { precision: right / (right + wrong), recall: right / (right + missed) };
  const { precision, recall } = figures;
  console.log(`relevance: ${labelled.length} articles, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
  return figures;
}
