import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPage } from '../../../src/core/read/index.ts';
import type { Article } from '../../../src/core/types.ts';
import { isSkipped } from '../../../src/core/types.ts';

const SHARED = resolve(import.meta.dirname, '../../../../shared');
const GOLD = join(SHARED, 'eval/claims/seeds_gold.json');
const FETCHED_AT = '2025-12-28T01:00:00Z';

type Gold = {
  main_body_ranges: Record<string, [number, number][]>;
  traps: { seed: string; quote: string; why: string }[];
};

const EXPECTED: Record<string, Partial<Article>> = {
  '000': { authors: [], publishedAt: null, lang: 'zh-Hans' },
  '001': { publishedAt: '2025-06-21T06:34:00+08:00', datePrecision: 'minute', lang: 'zh-Hans' },
  '002': { publishedAt: '2025-09-13', datePrecision: 'day', lang: 'zh-Hans' },
  '003': { authors: [], publishedAt: '2025-07-08', datePrecision: 'day', lang: 'zh-Hans' },
  '004': { authors: ['Larissa'], publishedAt: '2025-12-28T05:29:00+08:00', lang: 'en' },
};

const plain = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '');

describe.skipIf(!existsSync(GOLD))('saved text pages of the development data', () => {
  const gold = existsSync(GOLD)
    ? (JSON.parse(readFileSync(GOLD, 'utf8')) as Gold)
    : { main_body_ranges: {}, traps: [] };
  for (const [file, ranges] of Object.entries(gold.main_body_ranges)) {
    const content = readFileSync(join(SHARED, 'seeds', file), 'utf8');
    const read = readPage({ url: null, kind: 'text', content, fetchedAt: FETCHED_AT });
    const article = read as Article;

    it(`reads the main body of ${file.slice(0, 3)} once and nothing around it`, () => {
      expect(isSkipped(read)).toBe(false);
      const range = ranges[0] ?? [0, 0];
      expect(plain(article.text)).toBe(plain(content.slice(...range)));
    });

    it(`keeps every line of ${file.slice(0, 3)} as it stands in the file`, () => {
      for (const line of article.text.split('\n')) expect(content.replace(/[ \t]+/g, ' ')).toContain(line);
    });

    it(`finds the facts of ${file.slice(0, 3)}`, () => {
      expect(article).toMatchObject(EXPECTED[file.slice(0, 3)] ?? {});
    });
  }
  const outside = gold.traps.filter((trap) => /sidebar|counter|footer/.test(trap.why));
  it.each(outside)('leaves out of $seed what is $why', ({ seed, quote }) => {
    const content = readFileSync(join(SHARED, 'seeds', seed), 'utf8');
    const article = readPage({ url: null, kind: 'text', content, fetchedAt: FETCHED_AT }) as Article;
    expect(article.text).not.toContain(quote);
  });
});

if (!existsSync(GOLD)) console.log('seeds.test.ts: skipped, no development data beside the project');
