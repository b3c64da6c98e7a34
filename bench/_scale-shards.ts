/** The same load through the group step with its index in one and in two shards: how fast, and whether every article stands alike. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { MONTH_WATCHES } from '../test/faults/_month.ts';
import { ask, copyOf, endOf, feed, nameOf, since, startWorker, WARM_UP } from './_scale-feed.ts';
import { cpuOf } from './_scale-processes.ts';

/** Articles are read once; what waits for the group step then is worked by one worker from two copies of that archive. */
export async function byShards(source: string, program: string, articles: number): Promise<void> {
  const read = await copyOf(source);
  try {
    await withWorker(read, program, { steps: 'read', shards: 1 }, async (db) => {
      await feed(read, 0, articles + WARM_UP, db);
      while ((await waitingFor(db, 'read')) > 0) await pause(200);
    });
    const one = await grouped(read, program, 1);
    const two = await grouped(read, program, 2);
    const differing = [...one].filter(([id, place]) => two.get(id) !== place).length + Math.abs(one.size - two.size);
    console.log(
      `           story, origin, relation, article above and score of ${one.size} articles in 1 and in 2 shards: ` +
        (differing ? `${differing} DIFFER` : 'all the same'),
    );
  } finally {
    await ask(source, `drop database ${nameOf(read)} with (force)`);
  }
}

/** @returns where each article of the load stands */
async function grouped(read: string, program: string, shards: number): Promise<Map<string, string>> {
  const url = await copyOf(read);
  try {
    return await withWorker(url, program, { steps: 'group', shards }, async (db, pid) => {
      const all = await waitingFor(db, 'group');
      let left = all;
      while (all - left < WARM_UP) left = await pauseAndCount(db);
      const [began, before, first] = [performance.now(), cpuOf({ worker: [pid] }).worker, left];
      while (left > 0) left = await pauseAndCount(db);
      const [wall, cpu] = [since(began), cpuOf({ worker: [pid] }).worker - before];
      console.log(
        `shards-${shards}   ${(first / wall).toFixed(1).padStart(10)} ${cpu.toFixed(0).padStart(9)}   through the group step alone`,
      );
      return placesOf(db);
    });
  } finally {
    await ask(read, `drop database ${nameOf(url)} with (force)`);
  }
}

async function withWorker<T>(
  url: string,
  program: string,
  { steps, shards }: { steps: string; shards: number },
  work: (db: pg.Client, pid: number) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'redwatch-shards-'));
  const settings = { watches: MONTH_WATCHES, logLevel: 'error', grouping: { shards } };
  await writeFile(path.join(folder, 'redwatch.yaml'), JSON.stringify(settings));
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  const env = { ...process.env, DATABASE_URL: url, REDIS_URL: '' };
  const worker = await startWorker(program, folder, env, ['--steps', steps]);
  try {
    return await work(db, worker.pid as number);
  } finally {
    await endOf(worker);
    await db.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function waitingFor(db: pg.Client, step: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>('select count(*)::int as n from outbox where step = $1', [step]);
  return rows[0]?.n ?? 0;
}

async function pauseAndCount(db: pg.Client): Promise<number> {
  await pause(100);
  return waitingFor(db, 'group');
}

async function placesOf(db: pg.Client): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; place: string }>(
    `select article_id as id, concat_ws(' ', story_id, origin_id, relation, of_article_id, score) as place
     from placements p join articles a on a.id = p.article_id where a.source_id = 'month'`,
  );
  return new Map(rows.map(({ id, place }) => [id, place]));
}
