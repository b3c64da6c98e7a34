import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../src/web/api/endpoints.ts';
import { csvLine } from '../../src/web/csv.ts';
import { openDesk, type TestDesk } from './_desk.ts';
import { id } from './fixture.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(async () => {
  await desk?.close();
});

const get = (path: string) => fetch(desk.url + path);

describe('the API', () => {
  it('gives every departure with the words of every slot', async () => {
    const { items } = (await (await get('/api/v1/departures?company=yunfan')).json()) as {
      items: Record<string, unknown>[];
    };
    expect(items[0]).toMatchObject({
      person: '贺知远',
      company: '云帆笔记',
      status: 'confirmed',
      successor: { value: '孟清荷' },
      date: { value: '2026-03-03', precision: 'day', quote: expect.stringContaining('on 3 March') },
      origins: 2,
    });
  });

  it('pages through claims until there are no more, each once', async () => {
    const seen: string[] = [];
    let after = '';
    do {
      const page = (await (await get(`/api/v1/claims?limit=4${after}`)).json()) as {
        items: { id: string }[];
        next: string | null;
      };
      seen.push(...page.items.map((claim) => claim.id));
      after = page.next === null ? '' : `&after=${encodeURIComponent(page.next)}`;
    } while (after);
    const all = await desk.db.selectFrom('claims').select('id').execute();
    expect(seen.toSorted()).toEqual(all.map((row) => row.id).sort());
  });

  it('says what is wrong with a request, in words and as JSON', async () => {
    for (const [path, status] of [
      ['/api/v1/stories?limit=0', 400],
      ['/api/v1/stories?state=lost', 400],
      ['/api/v1/stories?after=x', 400],
      ['/api/v1/stories/none', 404],
      ['/api/v1/nothing', 404],
    ] as const) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, status]);
      expect(((await response.json()) as { error: string }).error.length).toBeGreaterThan(10);
    }
  });

  it('describes itself as OpenAPI 3.1, every call with the schemas it checks', async () => {
    const document = (await (await get('/api/v1/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown>; operationId: string }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBe(endpoints.length);
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    for (const operation of operations)
      expect(operation.responses[200]).toMatchObject({
        content: { 'application/json': { schema: { type: 'object' } } },
      });
    expect((await get('/api')).status).toBe(200);
  });

  it('refuses a change made on an older version', async () => {
    const path = `${desk.url}/api/v1/stories/${id('story', 'market')}/triage`;
    const headers = { origin: desk.url, 'content-type': 'application/json' };
    const change = (body: object) => fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(await (await change({ state: 'important', tags: ['shipping'], seen: 0 })).json()).toMatchObject({
      version: 1,
      tags: ['shipping'],
    });
    expect((await change({ state: 'dismissed', seen: 0 })).status).toBe(409);
    expect((await change({ state: 'dismissed' })).status).toBe(400);
  });
});

describe('feeds out', () => {
  it('are well-formed and carry the stories of the same filter as the feed page', async () => {
    for (const kind of ['rss', 'atom']) {
      const text = await (await get(`/feeds/${kind}?company=qingcheng`)).text();
      const { document } = parseHTML(text.replace(/^<\?xml[^>]*>/, ''));
      expect(document.querySelectorAll('item, entry').length).toBe(3);
    }
    const json = (await (await get('/feeds/json?q=离职')).json()) as { items: { title: string }[] };
    expect(json.items.map((item) => item.title)).toContain('云帆笔记电商负责人贺知远离职，孟清荷接任');
  });
});

describe('exports', () => {
  it('stream the ledger as CSV and JSON Lines', async () => {
    const csv = await (await get('/export/departures.csv')).text();
    expect(csv.split('\r\n').filter(Boolean).length).toBe(4);
    const lines = (await (await get('/export/departures.jsonl')).text()).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { person: string }).person).sort()).toEqual([
      '段予安',
      '裴一鸣',
      '贺知远',
    ]);
  });

  it('hold no cell that a spreadsheet would calculate', () => {
    for (const cell of ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', ' =1', '\n=1', '＝1', '|x', '%x']) {
      expect([cell, csvLine([cell]).replace(/^"/, '').startsWith("'")]).toEqual([cell, true]);
    }
    expect(csvLine(['-12.5', 'a "b", c', null])).toBe('-12.5,"a ""b"", c",\r\n');
  });
});
