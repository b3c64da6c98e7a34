/**
 * What every clean-up rule says of the lines of the labelled pages, per set: lines it matches that are not in the wanted text (it is right)
 * and lines it matches that are (its cost). `alone` counts all lines of a page, `after the trees` only those the line model took for text.
 * Run: npx tsx test/eval/clean-rules.ts [set...]
 */
import { bodyOf } from '../../src/core/read/body.ts';
import { CLEAN_RULES, matchesRule } from '../../src/core/read/clean.ts';
import { parseDocument } from '../../src/core/read/html.ts';
import { surveyOf } from '../../src/core/read/survey.ts';
import { goldOf, htmlOf, SETS } from './read.ts';

type Count = { right: number; cost: number };
type Counts = Map<string, Count>;
const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');
const noCounts = (): Counts => new Map(CLEAN_RULES.map((rule) => [rule.id, { right: 0, cost: 0 }]));

function count(lines: readonly string[], wanted: string, counts: Counts): void {
  for (const line of lines) {
    const rule = CLEAN_RULES.find((candidate) => matchesRule(candidate, line));
    const found = rule && counts.get(rule.id);
    if (found) found[wanted.includes(plain(line)) ? 'cost' : 'right'] += 1;
  }
}

function countsOf(set: string): { alone: Counts; afterTrees: Counts } {
  const [alone, afterTrees] = [noCounts(), noCounts()];
  for (const page of goldOf(set) ?? []) {
    const survey = surveyOf(parseDocument(htmlOf(set, page.id)));
    if (!survey) continue;
    const wanted = plain(page.text);
    count(
      survey.outline.lines.map((line) => line.text),
      wanted,
      alone,
    );
    count(
      bodyOf(survey.outline, survey.hints).lines.map((line) => line.text),
      wanted,
      afterTrees,
    );
  }
  return { alone, afterTrees };
}

const named = process.argv.slice(2).filter((arg) => (SETS as readonly string[]).includes(arg));
const sets = named.length > 0 ? named : SETS;
const bySet = sets.map(countsOf);
for (const stage of ['alone', 'afterTrees'] as const) {
  const heading = stage === 'alone' ? 'alone: right/wrong' : 'after the trees';
  console.log(`${heading.padEnd(20)} ${sets.map((set) => set.padStart(13)).join(' ')}`);
  for (const { id } of CLEAN_RULES) {
    const cells = bySet.map((counts) => counts[stage].get(id) ?? { right: 0, cost: 0 });
    console.log(`${id.padEnd(20)} ${cells.map(({ right, cost }) => `${right}/${cost}`.padStart(13)).join(' ')}`);
  }
}
