/** How many articles stand in another story when a made-up month arrives in full disorder, through the real step on Postgres. */
import { loadConfig } from '../src/config.ts';
import { groupIn, save, standings, ungroup } from '../test/queues/_grouping.ts';
import { MONTH_WATCHES, monthArticle } from '../test/faults/_month.ts';
import { startTestServer } from '../test/store/_postgres.ts';
import { numbers, seconds } from './_group-made.ts';

const ORDERS = 3;

export async function orderOfArrival(size: number): Promise<void> {
  const server = await startTestServer();
  const { db, close } = await server.freshStore();
  try {
    const object = { watches: MONTH_WATCHES };
    const { watches } = loadConfig({ object }, { DATABASE_URL: 'postgres://127.0.0.1/not-used' });
    const names = Array.from({ length: size }, (_, n) => `month-${n}`);
    for (const [n, name] of names.entries()) {
      const { title, paragraphs, publishedAt, outlet } = monthArticle(n);
      await save(db, { name, title, text: paragraphs.join('\n'), publishedAt, outlet });
    }
    await groupIn(db, inBatches(names, 50), { watches });
    const expected = await standings(db, names);
    for (let order = 1; order <= ORDERS; order++) {
      await ungroup(db);
      const start = seconds();
      await groupIn(db, inBatches(shuffled(names, numbers(order)), 20), { watches });
      const spent = (seconds() - start).toFixed(1);
      const found = await standings(db, names);
      const elsewhere = names.filter((name) => found[name]?.story !== expected[name]?.story).length;
      const otherwise = names.filter((name) => found[name]?.of !== expected[name]?.of).length;
      console.log(
        `${size} articles in disorder ${order} (${spent} s): ${elsewhere} in another story, ${otherwise} under another article`,
      );
    }
  } finally {
    await close();
    await server.stop();
  }
}

function inBatches(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, i) => names.slice(i * size, (i + 1) * size));
}

function shuffled(names: readonly string[], next: () => number): string[] {
  return names.map((name) => ({ name, at: next() })).sort((a, b) => a.at - b.at).map(({ name }) => name); // prettier-ignore
}
