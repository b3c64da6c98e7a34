import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/connect.ts';
import { nightOne, nightTwo, type ExpectedStory, type PageRef } from '../demo/expected.ts';
import { linesOf, runCommand, startCommand } from './_run.ts';

let dataDir: string;
let store: Store;
let summary: { total: { workGivenUp: unknown[]; deliveries: { state: string }[] } };

/** Killed once in each night, then run to its end: everything below is judged after that. */
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'redwatch-demo-'));
  await chmod(dataDir, 0o755); // as root the database's user must be able to enter
  for (const moment of [/claims +[3-9]/, /Night 2[\s\S]*group/]) {
    const child = startCommand(['demo', '--json', '--port', '0', '--data', dataDir]);
    await untilItSays(child, moment);
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  const { code, out, err } = await runCommand(['demo', '--exit', '--json', '--port', '0', '--data', dataDir]);
  expect(code, err).toBe(0);
  summary = JSON.parse(out) as typeof summary;
  store = await openStore({ dataDir });
}, 300_000);
afterAll(async () => {
  await store?.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function untilItSays(child: ReturnType<typeof startCommand>, pattern: RegExp): Promise<void> {
  let said = '';
  for await (const chunk of child.stderr as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (pattern.test(said)) return;
  }
  throw new Error(`the demo ended before it said ${pattern}: ${said.slice(-500)}`);
}

/** `media/article/20988` -> where it was served, from the state the demo kept. */
async function addresses(refs: readonly PageRef[]): Promise<string[]> {
  const { sites } = JSON.parse(await readFile(path.join(dataDir, 'demo-state.json'), 'utf8')) as {
    sites: Record<string, number>;
  };
  return refs.map(
    (ref) => `http://127.0.0.1:${sites[ref.split('/')[0] as string]}/${ref.split('/').slice(1).join('/')}`,
  );
}

async function storiesOf(refs: readonly PageRef[]): Promise<string[]> {
  const rows = await store.db
    .selectFrom('placements as p')
    .innerJoin('articles as a', 'a.id', 'p.articleId')
    .select('p.storyId')
    .where('a.url', 'in', await addresses(refs))
    .execute();
  expect(rows).toHaveLength(refs.length);
  return [...new Set(rows.map((r) => r.storyId))];
}

const stories: readonly ExpectedStory[] = [...nightOne.stories, ...nightTwo.stories];
const alerts = [...nightOne.alerts, ...nightTwo.alerts];

describe('the demo, killed in the middle of both nights and started again', () => {
  it('has read every article that names a watched company and no other', async () => {
    const rows = await store.db.selectFrom('articles').select('url').execute();
    expect(rows.map((r) => r.url).sort()).toEqual(
      (await addresses([...nightOne.articles, ...nightTwo.articles])).sort(),
    );
    expect(summary.total.workGivenUp).toEqual([]);
  });

  it('folds the copies and the reworded copy of a report into one story, and different reports into different ones', async () => {
    const seen = new Set<string>();
    for (const { about, copies, rewrites } of stories) {
      const ids = await storiesOf([...copies, ...rewrites]);
      expect(ids, about).toHaveLength(1);
      expect(seen.has(ids[0] as string), about).toBe(false);
      seen.add(ids[0] as string);
    }
  });

  it('finds exactly the departures that are told, under any of their names', async () => {
    const events = await store.db
      .selectFrom('events')
      .select(['person', 'status', 'org'])
      .where('redirectTo', 'is', null)
      .where('person', 'is not', null)
      .execute();
    const wanted = [...nightOne.departures, ...nightTwo.departures];
    expect(events).toHaveLength(wanted.length);
    for (const { names, watch, status } of wanted) {
      const found = events.find((e) => names.includes(e.person as string) && e.org === watch);
      expect(found, names[0]).toBeDefined();
      expect(found?.status === 'denied', names[0]).toBe(status === 'denied');
    }
  });

  it('tells each recipient once, under one key per alert', async () => {
    const arrived = linesOf(await readFile(path.join(dataDir, 'arrived.jsonl'), 'utf8'));
    const told = new Map(arrived.map((a) => [a.key, `${a.by} ${String(a.to)}`]));
    const wanted = alerts.map(({ channel, to }) => `${channel === 'newsroom' ? 'webhook' : 'mail'} ${to}`);
    expect([...told.values()].sort()).toEqual(wanted.sort());
    expect(summary.total.deliveries.map((d) => d.state)).toEqual(alerts.map(() => 'delivered'));
  });
});
