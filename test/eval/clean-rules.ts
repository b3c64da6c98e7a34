/**
 * What every clean-up rule cuts on the labelled pages: pieces that are not in the wanted text (rightly cut) and pieces that are
 * (its cost), per set. Pieces are compared by their first line.
 * Run: npx tsx test/eval/clean-rules.ts [set...]
 */
import { CLEAN_RULES } from '../../src/core/read/clean.ts';
import { readPage } from '../../src/core/read/index.ts';
import { isSkipped } from '../../src/core/types.ts';
import { goldOf, htmlOf, SETS } from './read.ts';

type Count = { right: number; cost: number };
const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');

function countsOf(set: string): Map<string, Count> {
  const counts = new Map<string, Count>(CLEAN_RULES.map((rule) => [rule.id, { right: 0, cost: 0 }]));
  for (const page of goldOf(set) ?? []) {
    const fetchedAt = page.fetchedAt ?? '2026-09-30T00:00:00Z';
    const read = readPage({ url: page.url, kind: 'html', content: htmlOf(set, page.id), fetchedAt });
    if (isSkipped(read)) continue;
    const wanted = new Set(page.text.split('\n').map(plain));
    for (const { reason, text } of read.cut) {
      const count = counts.get(reason);
      if (count) count[wanted.has(plain(text.split('\n')[0] ?? '')) ? 'cost' : 'right'] += 1;
    }
  }
  return counts;
}

const named = process.argv.slice(2).filter((arg) => (SETS as readonly string[]).includes(arg));
const sets = named.length > 0 ? named : SETS;
console.log(`pieces cut rightly/wrongly  ${sets.map((set) => set.padStart(13)).join(' ')}`);
const bySet = sets.map(countsOf);
for (const { id } of CLEAN_RULES) {
  const cells = bySet.map((counts) => `${counts.get(id)?.right ?? 0}/${counts.get(id)?.cost ?? 0}`.padStart(13));
  console.log(`${id.padEnd(27)} ${cells.join(' ')}`);
}
