/**
 * How fast claims are found: articles of 800 characters per second on one core, all kinds; and whether the time per character stays the
 * same from 1,000 characters to 1,000,000. The sentences are those of the claim kinds' own examples.
 */
import { claimKinds, findClaims } from '../src/core/claims/index.ts';

const ARTICLE = 800;
const SECONDS = 3;

export async function bench(): Promise<void> {
  const sentences = claimKinds.flatMap((kind) => kind.examples.map((example) => example.text));
  const chinese = sentences.filter((text) => /\p{Script=Han}/u.test(text));
  const english = sentences.filter((text) => !/\p{Script=Han}/u.test(text));
  for (const [name, list] of [
    ['Chinese', chinese],
    ['English', english],
  ] as const) {
    const articles = Array.from({ length: 50 }, (_, i) => textOf(list, ARTICLE, i));
    for (const text of articles) find(text);
    let count = 0;
    const start = performance.now();
    while (performance.now() - start < SECONDS * 1000) find(articles[count++ % articles.length]!);
    const perSecond = count / ((performance.now() - start) / 1000);
    console.log(
      `${name}: ${perSecond.toFixed(0)} articles/s of ${ARTICLE} characters on one core, all ${claimKinds.length} kinds`,
    );
    lengths(name, list);
  }
}

function lengths(name: string, list: readonly string[]): void {
  const perChar = [1_000, 10_000, 100_000, 1_000_000].map((length) => {
    const text = textOf(list, length, 1);
    const start = performance.now();
    find(text);
    return ((performance.now() - start) * 1000) / length;
  });
  console.log(
    `${name}: µs per character at 1e3, 1e4, 1e5, 1e6 characters: ${perChar.map((x) => x.toFixed(2)).join(', ')}`,
  );
}

/** Paragraphs of five sentences each, in another order for every `seed`; plain filler between, as real articles have. */
function textOf(sentences: readonly string[], length: number, seed: number): string {
  const isHan = /\p{Script=Han}/u.test(sentences[0] ?? '');
  const filler = isHan
    ? '平台的竞争仍在继续，商家更关心流量与成本之间的平衡，用户则更在意内容是否真实。'
    : 'Competition goes on, and most sellers care more about the cost of reach than about reach itself. ';
  let text = '';
  for (let i = 0; text.length < length; i++)
    text += (i % 3 === 0 ? sentences[(i + seed * 7) % sentences.length]! : filler) + (i % 5 === 4 ? '\n' : ' ');
  return text.slice(0, length);
}

function find(text: string): void {
  const lang = /\p{Script=Han}/u.test(text) ? 'zh-Hans' : 'en';
  findClaims({ id: 'bench', title: '', text, publishedAt: '2025-09-10', lang, url: null });
}
