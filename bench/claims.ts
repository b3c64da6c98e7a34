/**
 * How fast claims are found: articles of 800 characters per second of one core's time, all kinds, once with three claims in an article as
 * a report about a company has them, once with claims in every third sentence; and whether the time per character stays the same from
 * 1,000 characters to 1,000,000. CPU time is counted, so that other work on the machine does not matter. The claims are the kinds' own examples.
 */
import { claimKinds, findClaims } from '../src/core/claims/index.ts';

const ARTICLE = 800;
const CPU_SECONDS = 2;
/** One sentence in so many is an example; about 20 sentences make 800 Chinese characters. */
const USUAL = 7;
const DENSE = 3;

export async function bench(): Promise<void> {
  const sentences = claimKinds.flatMap((kind) => kind.examples.map((example) => example.text));
  const chinese = sentences.filter((text) => /\p{Script=Han}/u.test(text));
  const english = sentences.filter((text) => !/\p{Script=Han}/u.test(text));
  speed('Chinese, usual', chinese, USUAL);
  speed('Chinese, dense', chinese, DENSE);
  speed('English, usual', english, USUAL);
  lengths('Chinese', chinese);
  lengths('English', english);
}

function speed(name: string, sentences: readonly string[], every: number): void {
  const articles = Array.from({ length: 50 }, (_, i) => textOf(sentences, ARTICLE, i, every));
  for (const text of articles) find(text);
  let count = 0;
  const start = process.cpuUsage();
  while (cpuMs(start) < CPU_SECONDS * 1000) for (const text of articles) count += find(text);
  const perSecond = count / (cpuMs(start) / 1000);
  console.log(
    `${name}: ${perSecond.toFixed(0)} articles/s of ${ARTICLE} characters per core, all ${claimKinds.length} kinds`,
  );
}

function lengths(name: string, sentences: readonly string[]): void {
  const perChar = [1_000, 10_000, 100_000, 1_000_000].map((length) => {
    const text = textOf(sentences, length, 1, USUAL);
    const start = process.cpuUsage();
    find(text);
    return (cpuMs(start) * 1000) / length;
  });
  console.log(
    `${name}: µs per character at 1e3, 1e4, 1e5, 1e6 characters: ${perChar.map((x) => x.toFixed(2)).join(', ')}`,
  );
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Paragraphs of five sentences, in another order for every `seed`. */
function textOf(sentences: readonly string[], length: number, seed: number, every: number): string {
  const filler = /\p{Script=Han}/u.test(sentences[0] ?? '')
    ? '平台的竞争仍在继续，商家更关心流量与成本之间的平衡，用户则更在意内容是否真实。'
    : 'Competition goes on, and most sellers care more about the cost of reach than about reach itself. ';
  let text = '';
  for (let i = 0; text.length < length; i++)
    text += (i % every === 0 ? sentences[(i + seed * 7) % sentences.length]! : filler) + (i % 5 === 4 ? '\n' : ' ');
  return text.slice(0, length);
}

function find(text: string): 1 {
  const lang = /\p{Script=Han}/u.test(text) ? 'zh-Hans' : 'en';
  findClaims({ id: 'bench', title: '', text, publishedAt: '2025-09-10', lang, url: null });
  return 1;
}
