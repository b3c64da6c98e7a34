import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRedwatch, type Redwatch } from '../queues/_redwatch.ts';
import { loadConfig } from '../../src/config.ts';
import type { LedgerEvent } from '../../src/core/events.ts';
import { createLog } from '../../src/log.ts';
import { decide, undo } from '../../src/store/desk/decide.ts';
import { pageOfFile, savePage } from '../../src/store/pages.ts';
import { PAGES, WATCH } from '../queues/_articles.ts';
import { startTestServer, type TestServer } from '../store/_postgres.ts';

let postgres: TestServer;
let redwatch: Redwatch;
beforeAll(async () => {
  postgres = await startTestServer();
  const config = loadConfig({ object: { watches: [WATCH] } }, { DATABASE_URL: await postgres.freshUrl() });
  redwatch = await openRedwatch({ config, log: createLog('silent') });
  redwatch.work();
});
afterAll(async () => {
  await redwatch?.close();
  await postgres?.stop();
});

/** Takes a page through every step. */
async function read(text: string): Promise<void> {
  const charset = { charset: 'utf-8', charsetFrom: 'utf8' } as const;
  const bytes = new TextEncoder().encode(text);
  const at = new Date('2025-11-05T00:00:00Z');
  await savePage(redwatch.store.db, pageOfFile({ bytes, name: 'page.txt', isText: true, charset, at }));
  await redwatch.queues.untilEmpty();
}
const departures = async () =>
  (await redwatch.store.db.selectFrom('events').select('record').where('redirectTo', 'is', null).execute()).map(
    ({ record }) => record as LedgerEvent,
  );
const ruled = (minute: number) => ({
  by: 'Lin',
  note: null,
  at: new Date(Date.UTC(2025, 10, 5, 1, minute)),
  seen: null,
});
const FOLLOW_UP = `听潮网络运营团队交接名单公布

来源：电海晚报 2025-11-05 10:00

听潮网络（虚构的公司）首席运营官宋砚青（花名：小满）已于2025年11月离职。仓配和商家运营两条线周三起由两位副手分管，客服线并入产品部门。

交接名单贴在公司内网首页，员工们说第一次见到这么短的通知。`;

it('a name ruled not to be a person’s stays out of the departure’s record, whatever is reported later, until that is taken back', async () => {
  await read(PAGES.REPORT);
  expect(await departures()).toMatchObject([{ person: '宋砚青', aliases: ['小满'], articleIds: { length: 1 } }]);
  const ruling = { kind: 'not_same', orgId: WATCH.id, person: '宋砚青', alias: '小满' } as const;
  const decision = await decide(redwatch.store.db, ruling, ruled(0));
  await read(PAGES.COPY);
  expect(await departures()).toMatchObject([{ person: '宋砚青', aliases: [], articleIds: { length: 2 } }]);
  expect(await redwatch.store.db.selectFrom('personAliases').selectAll().execute()).toEqual([]);
  await undo(redwatch.store.db, decision.id, { by: 'Lin', at: ruled(1).at });
  await read(FOLLOW_UP);
  expect(await departures()).toMatchObject([{ person: '宋砚青', aliases: ['小满'], articleIds: { length: 3 } }]);
}, 60_000);
