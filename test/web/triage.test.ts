import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../src/core/events.ts';
import { decide, decisionsAbout, NotDecidable, undo, type Ruling } from '../../src/store/desk/decide.ts';
import { changeMark, EditedMeanwhile } from '../../src/store/desk/triage.ts';
import { openBrowser, openDesk, type TestDesk } from './_desk.ts';
import { id, NOW } from './fixture.ts';

let desk: TestDesk;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ timezoneId: 'Asia/Shanghai', locale: 'en-GB' });
  page = await context.newPage();
});
afterEach(async () => {
  await context.close();
});

const story = (key: string) => id('story', key);
const stateOf = async (key: string) =>
  (await desk.db.selectFrom('storyMarks').select('state').where('storyId', '=', story(key)).executeTakeFirst())?.state;

describe('triage by keyboard', () => {
  it('marks with m, i, e; d folds the entry away and d again brings it back', async () => {
    await page.goto(desk.url);
    await page.keyboard.press('j');
    await page.keyboard.press('i');
    await page.locator('.entry.current .flag-important').waitFor();
    expect(await stateOf('he-leaves')).toBe('important');
    await page.keyboard.press('d');
    await page.locator('.entry.gone.current').waitFor();
    expect(await stateOf('he-leaves')).toBe('dismissed');
    await page.keyboard.press('d');
    await page.locator('.entry.is-new.current h3').waitFor();
    expect(await stateOf('he-leaves')).toBe('new');
    await page.keyboard.press('m');
    await page.locator('.entry.is-read.current').waitFor();
    await page.keyboard.press('m');
    await page.locator('.entry.is-new.current').waitFor();
  });

  it('marks many at once with x and the bar below', async () => {
    await page.goto(desk.url);
    for (const key of ['j', 'j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await page.locator('#bulk').getByRole('button', { name: 'Escalate' }).click();
    await page.locator('.entry.is-escalated').first().waitFor();
    expect([await stateOf('denied'), await stateOf('users')]).toEqual(['escalated', 'escalated']);
    await page.goto(`${desk.url}/?state=escalated`);
    expect(await page.locator('.entry').count()).toBe(2);
  });

  it('finds with / what was typed, in Chinese and English, under aliases, and marks it', async () => {
    const found = async (words: string) => {
      await page.goto(desk.url);
      await page.keyboard.press('/');
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
      await page.waitForURL('**/?q=*');
      return page.locator('.entry h3').allInnerTexts();
    };
    expect(await found('离职 传闻')).toEqual(['青橙优选否认首席财务官段予安离职传闻']);
    expect(await page.locator('mark.hit').first().innerText()).toBe('离职');
    expect(await found('shown to seller')).toEqual([
      'Yunfan Notes counts 86 million monthly users, below what sellers were told',
    ]);
    expect(await found('海图计划')).toEqual(['云帆笔记电商负责人贺知远离职，孟清荷接任']);
    // Only the Traditional article of the story has these words: 海外賣家.
    expect(await found('海外卖家')).toEqual(['云帆笔记电商负责人贺知远离职，孟清荷接任']);
    expect(await found('不存在的词')).toEqual([]);
    await desk.db
      .insertInto('personAliases')
      .values({ org: 'yunfan', person: '裴一鸣', alias: '远岸', kind: '花名', claimId: null })
      .execute();
    expect(await found('远岸')).toEqual(['云帆笔记这一年：三位高管先后离开']);
  });

  it('narrows by everything in the address and keeps a filter under a name', async () => {
    await page.goto(`${desk.url}/?company=qingcheng&kind=executive_departure`);
    expect(await page.locator('.entry').count()).toBe(1);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Exits at 青橙');
    await page.getByRole('button', { name: 'Save this filter' }).click();
    await page.goto(desk.url);
    await page.getByRole('link', { name: 'Exits at 青橙' }).click();
    await page.waitForURL('**/?company=qingcheng&kind=executive_departure');
    for (const [query, count] of [
      ['language=en', 2],
      ['source=wanbao', 2],
      ['from=2026-03-12', 1],
      ['to=2026-03-09', 1],
      ['state=all', 6],
    ] as const) {
      await page.goto(`${desk.url}/?${query}`);
      expect([query, await page.locator('.entry').count()]).toEqual([query, count]);
    }
    expect((await fetch(`${desk.url}/?from=yesterday`)).status).toBe(400);
    expect((await fetch(`${desk.url}/?q=${'离职'.repeat(900)}`)).status).toBe(200);
  });
});

describe('two analysts at once', () => {
  it('the second is told in the feed, and nothing of the first one’s work is lost', async () => {
    await page.goto(desk.url);
    await desk.db
      .transaction()
      .execute((trx) =>
        changeMark(trx, { storyId: story('market'), seen: null, change: { state: 'important' }, by: 'Mo', at: NOW }),
      );
    const entry = page.locator(`[data-id="${story('market')}"]`);
    await entry.hover();
    await entry.getByRole('button', { name: 'Dismiss' }).click();
    await entry.locator('.notice').waitFor();
    expect(await entry.locator('.notice').innerText()).toMatch(/^Mo changed this to “important” at 12 Mar, 08:40\./);
    expect(await stateOf('market')).toBe('important');
  });

  it('the second keeps what was typed on the story page and may insist', async () => {
    await page.goto(`${desk.url}/stories/${story('market')}`);
    await desk.db
      .transaction()
      .execute((trx) =>
        changeMark(trx, { storyId: story('market'), seen: null, change: { assignee: 'Mo' }, by: 'Mo', at: NOW }),
      );
    await page.getByLabel('Tags, separated by commas').fill('shipping, 海外仓');
    await page
      .locator('form', { has: page.getByLabel('Assigned to') })
      .getByRole('button', { name: 'Save' })
      .click();
    await page.getByRole('heading', { name: 'Somebody was faster' }).waitFor();
    await page.getByRole('button', { name: 'Make my change all the same' }).click();
    await page.waitForURL(`**/stories/${story('market')}`);
    const mark = await desk.db
      .selectFrom('storyMarks')
      .selectAll()
      .where('storyId', '=', story('market'))
      .executeTakeFirstOrThrow();
    expect(mark.tags).toEqual(['shipping', '海外仓']);
  });

  it('of two changes at the same moment exactly one stands', async () => {
    const storyId = story('regulator');
    const change = (by: string) =>
      desk.db
        .transaction()
        .execute((trx) => changeMark(trx, { storyId, seen: 0, change: { assignee: by }, by, at: NOW }));
    const results = await Promise.allSettled(['Ai', 'Bo', 'Cy', 'Di'].map(change));
    expect(results.filter((one) => one.status === 'fulfilled').length).toBe(1);
    for (const one of results) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(EditedMeanwhile);
  });
});

describe('corrections', () => {
  const given = (minute = 0) => ({ by: 'Lin', note: null, at: new Date(NOW.getTime() + minute * 60_000), seen: null });
  const archive = async () => ({
    stories: await desk.db
      .selectFrom('stories')
      .select(['id', 'articles', 'origins', 'redirectTo', 'leadArticleId'])
      .orderBy('id')
      .execute(),
    placements: await desk.db
      .selectFrom('placements')
      .select(['articleId', 'storyId', 'originId', 'relation', 'ofArticleId', 'evidence'])
      .orderBy('articleId')
      .execute(),
    events: await desk.db
      .selectFrom('events')
      .select(['id', 'person', 'record', 'redirectTo', 'dismissedBy'])
      .orderBy('id')
      .execute(),
    links: await desk.db.selectFrom('eventClaims').selectAll().orderBy('claimId').execute(),
    aliases: await desk.db.selectFrom('personAliases').selectAll().orderBy('alias').execute(),
  });

  type Archive = Awaited<ReturnType<typeof archive>>;
  /** Without stories that began meanwhile: one a split began stays as a redirect, so that links to it keep leading somewhere. */
  const known = (now: Archive, before: Archive): Archive => ({
    ...now,
    stories: now.stories.filter((one) => before.stories.some((old) => old.id === one.id)),
  });

  it('each can be taken back and leaves the archive exactly as it was', async () => {
    const rulings: Ruling[] = [
      { kind: 'merge', from: story('users'), into: story('he-leaves') },
      { kind: 'split', articleId: id('article', 'he-4') },
      { kind: 'move', articleId: id('article', 'he-5'), into: story('users') },
      { kind: 'move', articleId: id('article', 'users-1'), into: story('market') },
      { kind: 'never_merge', a: story('users'), b: story('market') },
      { kind: 'not_a_departure', eventId: id('event', 'duan') },
      { kind: 'wrong_person', eventId: id('event', 'duan'), person: '段予宁' },
      { kind: 'same_person', eventId: id('event', 'pei'), person: '贺知远' },
      { kind: 'same_person', eventId: id('event', 'pei'), person: '裴鸣' },
    ];
    const before = await archive();
    for (const [index, ruling] of rulings.entries()) {
      const decision = await decide(desk.db, ruling, given(index));
      const during = await archive();
      const changed = JSON.stringify(known(during, before)) !== JSON.stringify(before);
      expect([ruling.kind, changed]).toEqual([ruling.kind, ruling.kind !== 'never_merge']);
      await undo(desk.db, decision.id, { by: 'Mo', at: NOW });
      await undo(desk.db, decision.id, { by: 'Mo', at: NOW });
      const after = known(await archive(), before);
      expect([ruling.kind, after]).toEqual([ruling.kind, before]);
    }
  });

  it('of a person give back what they changed alone: what was reported while they stood stays', async () => {
    const recordOf = async (key: string) =>
      (await desk.db.selectFrom('events').select(['person', 'record']).where('id', '=', id('event', key)).executeTakeFirstOrThrow()) as { person: string; record: Partial<LedgerEvent> }; // prettier-ignore
    const lists = ({ record }: { record: Partial<LedgerEvent> }) => ({
      aliases: record.aliases ?? [],
      articleIds: record.articleIds ?? [],
      originIds: record.originIds ?? [],
      statusHistory: record.statusHistory ?? [],
    });
    const report = { status: 'confirmed', claimId: 'late', articleId: 'late', publishedAt: '2026-03-12' } as const;
    /** Another article tells of the departure, as the claims step would note it. */
    const reportOf = async (key: string) => {
      const event = await recordOf(key);
      const now = lists(event);
      const record = {
        ...event.record,
        aliases: [...now.aliases, '新的花名'],
        articleIds: [...now.articleIds, 'late'],
        originIds: [...now.originIds, 'late'],
        statusHistory: [...now.statusHistory, report],
      };
      await desk.db
        .updateTable('events')
        .set({ record: JSON.stringify(record) })
        .where('id', '=', id('event', key))
        .execute();
    };
    const rulings: [told: string, ruling: Ruling][] = [
      ['duan', { kind: 'wrong_person', eventId: id('event', 'duan'), person: '段予宁' }],
      ['pei', { kind: 'same_person', eventId: id('event', 'pei'), person: '裴鸣' }],
      ['he', { kind: 'same_person', eventId: id('event', 'pei'), person: '贺知远' }],
      ['he', { kind: 'also_called', orgId: 'yunfan', person: '贺知远', alias: '裴一鸣' }],
    ];
    const whole = await archive();
    for (const [index, [told, ruling]] of rulings.entries()) {
      const before = await recordOf(told);
      const decision = await decide(desk.db, ruling, given(30 + index));
      await reportOf(told);
      await undo(desk.db, decision.id, { by: 'Mo', at: NOW });
      const after = await recordOf(told);
      const was = lists(before);
      expect([ruling.kind, after.person, lists(after)]).toEqual([
        ruling.kind,
        before.person,
        {
          aliases: [...was.aliases, '新的花名'],
          articleIds: [...was.articleIds, 'late'],
          originIds: [...was.originIds, 'late'],
          statusHistory: [...was.statusHistory, report],
        },
      ]);
      await desk.db
        .updateTable('events')
        .set({ record: JSON.stringify(before.record) })
        .where('id', '=', id('event', told))
        .execute();
      expect((await archive()).links).toEqual(whole.links);
    }
    expect(known(await archive(), whole)).toEqual(whole);
  });

  it('refuse what cannot be, and change nothing', async () => {
    const before = await archive();
    const wrong: Ruling[] = [
      { kind: 'merge', from: story('users'), into: story('users') },
      { kind: 'merge', from: 'none', into: story('users') },
      { kind: 'split', articleId: id('article', 'users-1') },
      { kind: 'move', articleId: id('article', 'he-1'), into: story('he-leaves') },
      { kind: 'same_person', eventId: id('event', 'pei'), person: '裴一鸣' },
      { kind: 'not_a_departure', eventId: 'none' },
      { kind: 'wrong_claim', claimId: 'none' },
    ];
    for (const ruling of wrong) await expect(decide(desk.db, ruling, given())).rejects.toThrow(NotDecidable);
    expect(await archive()).toEqual(before);
  });

  it('are made on the story page, stand in its history with their reason, and are undone there', async () => {
    await page.goto(`${desk.url}/stories/${story('denied')}`);
    await page.getByText('Correct', { exact: true }).click();
    const rule = page.locator('.rule', { hasText: '段予安 · 青橙优选' });
    await rule.getByLabel('Why (optional)').fill('only a forum rumour');
    await rule.getByRole('button', { name: 'Not a departure' }).click();
    await page.waitForURL('**#decisions');
    expect(await page.locator('.history').innerText()).toMatch(/not a departure[\s\S]*only a forum rumour/);
    await page.goto(`${desk.url}/departures`);
    expect(await page.locator('.ledger', { hasText: '段予安' }).count()).toBe(0);
    await page.goto(`${desk.url}/stories/${story('denied')}`);
    await page.locator('.history').getByRole('button', { name: 'Undo' }).click();
    await page.locator('.history .undone', { hasText: 'only a forum rumour' }).waitFor();
    await page.goto(`${desk.url}/departures`);
    expect(await page.locator('.ledger', { hasText: '段予安' }).count()).toBe(1);
    const ruled = await decisionsAbout(desk.db, { event: id('event', 'duan') });
    expect(ruled.find((one) => one.by === 'desk')).toMatchObject({ undoneBy: 'desk', note: 'only a forum rumour' });
  });

  it('silence a departure that is none, however it is still reported', async () => {
    const eventId = id('event', 'duan');
    const decision = await decide(desk.db, { kind: 'not_a_departure', eventId }, given(50));
    const change = { eventId, field: 'status', value: 'confirmed' };
    await desk.db
      .insertInto('eventChanges')
      .values({ ...change, isOldNews: false, why: 'said again', at: NOW })
      .execute();
    const alert = { ...change, id: 'again', ruleId: 'departures', why: 'said again', message: '{}', createdAt: NOW };
    await desk.db.insertInto('alerts').values(alert).execute();
    expect(await desk.db.selectFrom('alerts').selectAll().where('id', '=', 'again').execute()).toEqual([]);
    const noted = await desk.db
      .selectFrom('eventChanges')
      .selectAll()
      .where('eventId', '=', eventId)
      .where('field', '=', 'status')
      .executeTakeFirstOrThrow();
    expect(noted.silentBecause).toContain('an analyst ruled');
    await undo(desk.db, decision.id, { by: 'Lin', at: NOW });
    await desk.db.insertInto('alerts').values(alert).execute();
    expect((await desk.db.selectFrom('alerts').selectAll().where('id', '=', 'again').execute()).length).toBe(1);
  });

  it('of a person: both departures become one, known under both names', async () => {
    await decide(desk.db, { kind: 'same_person', eventId: id('event', 'pei'), person: '贺知远' }, given(60));
    await page.goto(`${desk.url}/departures?company=yunfan`);
    expect(await page.locator('.ledger tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: 'Open the person: 贺知远' }).click();
    expect(await page.locator('.aliases').innerText()).toContain('裴一鸣');
  });
});

describe('a watch', () => {
  it('shows what a change would add or drop before it is saved, and keeps what was typed when somebody was faster', async () => {
    await page.goto(`${desk.url}/watches/qingcheng`);
    await page.getByLabel('Names that mean it wherever they stand').fill('青橙优选\nLedger');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('heading', { name: 'Would add' }).waitFor();
    expect(await page.locator('.preview').innerText()).toMatch(/Would add 1 article[\s\S]*86 million/);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL('**/watches');
    const older = await fetch(`${desk.url}/watches/qingcheng`, {
      method: 'POST',
      headers: { origin: desk.url },
      body: new URLSearchParams({
        seen: '0',
        do: 'save',
        name: '青橙',
        names: '我的名字',
        ambiguous: '',
        products: '',
        people: '',
      }),
    });
    expect(older.status).toBe(409);
    expect(await older.text()).toContain('我的名字');
  });
});
