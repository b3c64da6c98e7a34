import type { Browser, Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, openDesk, type TestDesk } from './_desk.ts';
import { id, NOW } from './fixture.ts';
import { keyboard, mouse, type Hand } from './_hands.ts';

/** Whatever an analyst does on the desk, on its pages, once with the mouse and once with the keyboard; what can be taken back is. */

let desk: TestDesk;
let browser: Browser;
let page: Page;
/** Every look at the clock is a second later: what is ruled twice is ruled at two times. */
let seconds = 0;
const now = () => new Date(NOW.getTime() + 1000 * seconds++);

beforeAll(async () => {
  [desk, browser] = await Promise.all([openDesk({ deps: { now } }), openBrowser()]);
  page = await browser.newPage({ timezoneId: 'Asia/Shanghai', locale: 'en-GB' });
  page.setDefaultTimeout(10_000);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const open = (path: string) => page.goto(desk.url + path, { waitUntil: 'domcontentloaded' });
const storyPath = (key: string) => `/stories/${id('story', key)}`;
/** Also one that shows only where the pointer or the focus is. */
const button = (name: string, within: Page | Locator = page) =>
  within.getByRole('button', { name, exact: true, includeHidden: true });
const entryOf = (key: string) => page.locator(`.entry[data-id="${id('story', key)}"]`);
const articlesShown = () => page.locator('.tree li');
const departed = async () => {
  await open('/departures');
  return page.locator('.ledger tbody .person').allInnerTexts();
};
const titles = async () => {
  await open('/');
  return page.locator('.entry h3').allInnerTexts();
};

/** The form of a correction, opened: the one with this button. */
async function correction(hand: Hand, key: string, name: string): Promise<Locator> {
  await open(storyPath(key));
  await hand.press(page.locator('.corrections summary'));
  return page.locator('.rule', { has: button(name) });
}

/** Waits until the history tells of the decision that stands. */
const ruled = (words: string) => page.locator('.history li:not(.undone)', { hasText: words }).waitFor();

/** Takes back the one decision that stands in the history of the page. */
async function takeBack(hand: Hand, words: string): Promise<void> {
  const undone = page.locator('.history .undone', { hasText: words });
  const before = await undone.count();
  await hand.press(button('Undo', page.locator('.history li:not(.undone)', { hasText: words })));
  await undone.nth(before).waitFor();
}

for (const hand of [mouse, keyboard])
  describe(`by ${hand.how}`, () => {
    it('an entry of the feed is marked in every state and is unread again', async () => {
      await open('/');
      const entry = entryOf('users');
      for (const [name, state] of [
        ['Read', 'read'],
        ['Important', 'important'],
        ['Escalate', 'escalated'],
      ] as const) {
        await hand.press(button(name, entry));
        await page.locator(`.entry.is-${state}[data-id="${id('story', 'users')}"]`).waitFor();
        await hand.press(button(name, entry));
        await page.locator(`.entry.is-new[data-id="${id('story', 'users')}"]`).waitFor();
      }
      await hand.press(button('Dismiss', entry));
      await hand.press(button('Undo', entry));
      await entry.locator('h3').waitFor();
      expect(await titles()).toHaveLength(6);
    });

    it('a story is marked on its own page, as the feed then shows, and unmarked', async () => {
      await open(storyPath('market'));
      const pressed = (value: boolean) => page.getByRole('button', { name: 'Important', pressed: value });
      await hand.press(pressed(false));
      await pressed(true).waitFor();
      await open('/?state=important');
      expect(await page.locator('.entry').count()).toBe(1);
      await open(storyPath('market'));
      await hand.press(pressed(true));
      await pressed(false).waitFor();
      await open('/?state=important');
      expect(await page.locator('.entry').count()).toBe(0);
    });

    it('a claim that is no part of an event is ruled wrong, as its card then says, and is right again', async () => {
      await open(storyPath('market'));
      const card = page.locator('.claim', { has: button('Wrong') }).first();
      const claim = page.locator(`#${await card.getAttribute('id')}`);
      await hand.press(button('Wrong', claim));
      await claim.getByText('marked as wrong').waitFor();
      await takeBack(hand, 'a claim is wrong');
      await button('Wrong', claim).waitFor();
    });

    it('a story is handed to somebody and tagged, and neither again; a note stays', async () => {
      const note = `Asked the press office, ${hand.how}`;
      await open(storyPath('regulator'));
      await hand.write(page.getByLabel('Assigned to'), 'Mo');
      await hand.write(page.getByLabel('Tags, separated by commas'), 'promotions, 促销');
      await hand.press(button('Save'));
      await page.locator('input[name=assignee][value=Mo]').waitFor();
      await open('/');
      expect(await entryOf('regulator').locator('.meta').innerText()).toMatch(/@Mo[\s\S]*promotions[\s\S]*促销/);
      await hand.press(entryOf('regulator').getByRole('link', { name: '促销' }));
      await page.waitForURL('**/?tag=*');
      expect(await page.locator('.entry').count()).toBe(1);

      await open(storyPath('regulator'));
      await hand.write(page.getByLabel('Add a note'), note);
      await hand.press(button('Add'));
      await page.locator('.note', { hasText: note }).waitFor();
      await hand.write(page.getByLabel('Assigned to'), '');
      await hand.write(page.getByLabel('Tags, separated by commas'), '');
      await hand.press(button('Save'));
      await page.locator('input[name=assignee][value=""]').waitFor();
      expect(await page.locator('.note', { hasText: note }).count()).toBe(1);
      await open('/');
      expect(await entryOf('regulator').locator('.meta').innerText()).not.toMatch(/@Mo|促销/);
    });

    it('chosen entries get one state together, and are unread together', async () => {
      await open('/');
      const chosen = ['denied', 'market'];
      const choose = async () => {
        for (const key of chosen) await hand.press(entryOf(key).getByRole('checkbox'));
      };
      await choose();
      await hand.press(button('Important', page.locator('#bulk')));
      await page.locator('.entry .flag-important').nth(1).waitFor();
      await open('/?state=important');
      expect(await page.locator('.entry').count()).toBe(2);
      await choose();
      await hand.press(button('Unread', page.locator('#bulk')));
      await page.locator('.nothing').waitFor();
      expect(await titles()).toHaveLength(6);
    });

    it('two stories become one, and two again', async () => {
      // One was marked above and the other never: what counts is whether the story on the page is as it was seen.
      const rule = await correction(hand, 'users', 'Merge');
      await hand.choose(rule.getByLabel('Merge this story into'), '云帆笔记电商负责人贺知远离职');
      await hand.write(rule.getByLabel('Why (optional)'), 'the same week');
      await hand.press(button('Merge', rule));
      await ruled('merged two stories');
      expect(new URL(page.url()).pathname).toBe(storyPath('he-leaves'));
      expect(await articlesShown().count()).toBe(6);
      expect(await titles()).toHaveLength(5);
      await open(storyPath('users'));
      await takeBack(hand, 'merged two stories');
      expect(await articlesShown().count()).toBe(5);
      expect(await titles()).toHaveLength(6);
      await open(storyPath('users'));
      expect(await articlesShown().count()).toBe(1);
    });

    it('two stories are kept apart for good, until that is taken back', async () => {
      const rule = await correction(hand, 'users', 'Keep apart');
      await hand.choose(rule.getByLabel('Merge this story into'), '云帆笔记电商负责人贺知远离职');
      await hand.press(button('Keep apart', rule));
      await ruled('keeps two stories apart');
      await open(storyPath('he-leaves'));
      await ruled('keeps two stories apart');
      await takeBack(hand, 'keeps two stories apart');
    });

    it('an article becomes a story of its own, and goes back', async () => {
      const rule = await correction(hand, 'he-leaves', 'Split off as a story of its own');
      await hand.choose(rule.locator('select[name=article]'), '商业镜头');
      await hand.press(button('Split off as a story of its own', rule));
      await ruled('split off an article');
      expect(await titles()).toContain('雲帆筆記電商主管離開 海圖計劃何去何從');
      await open(storyPath('he-leaves'));
      expect(await articlesShown().count()).toBe(4);
      await takeBack(hand, 'split off an article');
      expect(await articlesShown().count()).toBe(5);
      expect(await titles()).toHaveLength(6);
    });

    it('an article moves to another story, and goes back', async () => {
      const rule = await correction(hand, 'he-leaves', 'Move');
      await hand.choose(rule.locator('select[name=article]'), 'Ledger Wire');
      await hand.choose(rule.getByLabel('or move it to'), 'Yunfan Notes counts 86 million');
      await hand.press(button('Move', rule));
      await ruled('moved an article');
      await open(storyPath('users'));
      expect(await articlesShown().allInnerTexts()).toHaveLength(2);
      await takeBack(hand, 'moved an article');
      expect(await articlesShown().count()).toBe(1);
      await open(storyPath('he-leaves'));
      expect(await articlesShown().count()).toBe(5);
    });

    it('what is no departure leaves the ledger, and comes back', async () => {
      const rule = await correction(hand, 'denied', 'Not a departure');
      await hand.press(button('Not a departure', rule));
      await ruled('not a departure');
      expect(await departed()).not.toContain('段予安');
      await open(storyPath('denied'));
      await takeBack(hand, 'not a departure');
      expect(await departed()).toContain('段予安');
    });

    it('a departure is another person’s, and the first one’s again; Enter in the field of the name decides nothing', async () => {
      const rule = await correction(hand, 'denied', 'Wrong person: it is');
      await hand.write(rule.locator('input[name=person]'), '段予宁');
      await page.keyboard.press('Enter');
      await hand.press(button('Wrong person: it is', rule));
      await ruled('another person');
      expect(await page.locator('.history li:not(.undone)').count()).toBe(1);
      expect(await departed()).toContain('段予宁');
      await open(storyPath('denied'));
      await takeBack(hand, 'another person');
      expect(await departed()).toContain('段予安');
    });

    it('two departures are one person’s, and two people’s again', async () => {
      const before = await departed();
      const rule = await correction(hand, 'old-exit', 'Same person as');
      await hand.write(rule.locator('input[name=person]'), '贺知远');
      await hand.press(button('Same person as', rule));
      await ruled('the same person');
      expect(await departed()).toHaveLength(before.length - 1);
      await open(storyPath('old-exit'));
      await takeBack(hand, 'the same person');
      expect(await departed()).toEqual(before);
    });

    it('a name is taken from a person and another one given, each until it is taken back', async () => {
      const aliases = page.locator('.aliases');
      await open(`/people/yunfan/${encodeURIComponent('贺知远')}`);
      await hand.press(button('Not the same'));
      await ruled('听潮 ≠ 贺知远');
      expect(await aliases.innerText()).not.toContain('听潮');
      await takeBack(hand, '听潮 ≠ 贺知远');
      expect(await aliases.innerText()).toContain('听潮');
      await hand.write(page.getByLabel('Same person as'), '远岸');
      await hand.press(button('The same person'));
      await ruled('远岸 = 贺知远');
      expect(await aliases.innerText()).toContain('远岸');
      await takeBack(hand, '远岸 = 贺知远');
      expect(await aliases.innerText()).not.toContain('远岸');
    });

    it('a story is muted and told of again', async () => {
      await open(storyPath('he-leaves'));
      await hand.press(button('Mute: tell nobody of this story any more'));
      await page.locator('.mute', { hasText: 'Muted by desk' }).waitFor();
      await hand.press(button('Tell again'));
      await button('Mute: tell nobody of this story any more').waitFor();
    });

    it('a filter is made, kept under a name, opened by it and deleted', async () => {
      const name = `Kept by ${hand.how}`;
      await open('/');
      await hand.press(page.locator('.filter-bar summary'));
      await hand.choose(page.getByLabel('Company'), '青橙优选');
      await hand.choose(page.getByLabel('Kind'), 'Departure');
      await hand.press(button('Apply'));
      await page.waitForURL('**/?*company=qingcheng*');
      await hand.write(page.getByRole('textbox', { name: 'Name', exact: true }), name);
      await hand.press(button('Save this filter'));
      const kept = page.getByRole('link', { name, exact: true });
      await kept.waitFor();
      await open('/');
      await hand.press(kept);
      await page.waitForURL('**/?company=qingcheng&kind=executive_departure');
      expect(await page.locator('.entry').count()).toBe(1);
      await hand.press(button(`Delete: ${name}`));
      await page.waitForURL(`${desk.url}/`);
      expect(await kept.count()).toBe(0);
    });

    it('a Watch gets a name after its preview, and loses it again after another', async () => {
      const edit = async (names: string, foretold: RegExp) => {
        await open('/watches/qingcheng');
        await hand.write(page.getByLabel('Names that mean it wherever they stand'), names);
        await hand.press(button('Preview'));
        await page.locator('.preview').waitFor();
        expect(await page.locator('.preview').innerText()).toMatch(foretold);
        await hand.press(button('Save'));
        await page.waitForURL('**/watches');
        return page.locator('.source', { hasText: '青橙优选' }).innerText();
      };
      expect(await edit('青橙优选\nLedger', /Would add 1 article[\s\S]*86 million/)).toMatch(
        /Ledger[\s\S]*edited by desk/,
      );
      expect(await edit('Ledger', /Would drop 5 articles[\s\S]*段予安/)).not.toMatch(/青橙优选[\s\S]*青橙优选/);
      expect(await edit('青橙优选', /Would drop 0 articles/)).not.toContain('Ledger');
    });

    it('work that was given up is tried again, and a delivery that was given up is sent again', async () => {
      const delivery = id('delivery', hand.how === 'mouse' ? 'he' : 'duan', 'email');
      const key = `a page read by ${hand.how}`;
      await desk.db.updateTable('deliveries').set({ state: 'dead' }).where('id', '=', delivery).execute();
      await desk.db
        .insertInto('outbox')
        .values({ step: 'read', key, payload: '{}', dead: true, failures: 6, lastError: 'the shelf fell down' })
        .execute();
      await open('/operations');
      await hand.press(button('Try again', page.locator('li', { hasText: key })));
      await page.getByText('Nothing was given up.').waitFor();
      await hand.press(button('Send again'));
      await button('Send again').waitFor({ state: 'detached' });
      await page.locator('.state-waiting').first().waitFor();
      const { state } = await desk.db
        .selectFrom('deliveries')
        .select('state')
        .where('id', '=', delivery)
        .executeTakeFirstOrThrow();
      expect(state).toBe('waiting');
    });
  });

describe('by keyboard alone', () => {
  it('the key of a state holds for all chosen entries, and for the current one when none is chosen', async () => {
    await open('/');
    for (const key of ['j', 'x', 'j', 'j', 'x', 'j', 'i']) await page.keyboard.press(key);
    await page.locator('.entry .flag-important').nth(1).waitFor();
    await open('/?state=important');
    expect(await page.locator('.entry').count()).toBe(2);
    for (const left of [1, 0]) {
      await page.keyboard.press('j');
      await page.keyboard.press('i');
      await page.locator('.entry.current.is-new').waitFor();
      await open('/?state=important');
      expect(await page.locator('.entry').count()).toBe(left);
    }
  });
});

describe('a date', () => {
  for (const [locale, shown] of [
    ['en-GB', ['11 Mar, 21:40', '8 Mar']],
    ['zh-CN', ['3月11日 21:40', '3月8日']],
  ] as const)
    it(`is shown in the reader’s words and zone, with the page’s own form in its tooltip (${locale})`, async () => {
      const context = await browser.newContext({ timezoneId: 'Asia/Shanghai', locale });
      const tab = await context.newPage();
      await tab.goto(desk.url);
      for (const [index, [key, original]] of [
        ['he-leaves', '2026-03-11T21:40:00+08:00'],
        ['old-exit', '2026-03-08'],
      ].entries()) {
        const time = tab.locator(`.entry[data-id="${id('story', key ?? '')}"] .when time`);
        expect([await time.innerText(), await time.getAttribute('title')]).toEqual([shown[index], original]);
      }
      for (const path of ['/', storyPath('he-leaves'), '/departures', '/operations']) {
        await tab.goto(desk.url + path);
        const times = await tab
          .locator('time')
          .evaluateAll((all) => all.map((one) => [one.textContent, one.getAttribute('title')]));
        expect(times.length).toBeGreaterThan(0);
        for (const [words, original] of times) {
          expect([path, original]).toEqual([path, expect.stringMatching(/^\d{4}-\d\d/)]);
          expect(words).not.toBe(original);
        }
      }
      await context.close();
    });
});
