import type { Locator, Page } from 'playwright';

/** The two ways in which an analyst works a page; a test that takes a hand is run with each. */
export type Hand = {
  how: 'mouse' | 'keyboard';
  /** A button, a link, a summary, a box to tick. */
  press(target: Locator): Promise<void>;
  /** Puts `text` in the place of what stands in the field. */
  write(field: Locator, text: string): Promise<void>;
  /** Chooses the option of a list that begins with `words`. */
  choose(list: Locator, words: string): Promise<void>;
};

/** More stops than any page of the test archive has: what is not reached by then is not reached at all. */
const MOST_STOPS = 200;

/** The desk shows a change before the server has taken it; then the part is put in anew, and what was reached in it would be gone. */
const atRest = (page: Page) =>
  page.waitForFunction(() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling'));

/** Steps on with Tab until the target has the focus. */
async function reach(target: Locator): Promise<void> {
  await atRest(target.page());
  const node = await target.evaluateHandle((one) => one);
  for (let stop = 0; stop <= MOST_STOPS; stop++) {
    if (await node.evaluate((one) => one === document.activeElement)) return;
    await target.page().keyboard.press('Tab');
  }
  throw new Error(`expected Tab to reach ${String(target)}`);
}

async function overwrite(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

export const mouse: Hand = {
  how: 'mouse',
  async press(target) {
    await atRest(target.page());
    // What an entry can do shows when the pointer is on it.
    await target.locator('xpath=ancestor-or-self::*[@data-entry or self::html][1]').hover();
    await target.click();
  },
  async write(field, text) {
    await field.click();
    await overwrite(field.page(), text);
  },
  async choose(list, words) {
    // The open list belongs to the system, not to the page: the browser is told what was clicked in it.
    const option = list.locator('option', { hasText: words }).first();
    await list.selectOption((await option.getAttribute('value')) ?? '');
  },
};

export const keyboard: Hand = {
  how: 'keyboard',
  async press(target) {
    await reach(target);
    const isBox = await target.evaluate((node) => node instanceof HTMLInputElement && node.type === 'checkbox');
    await target.page().keyboard.press(isBox ? 'Space' : 'Enter');
  },
  async write(field, text) {
    await reach(field);
    await overwrite(field.page(), text);
  },
  async choose(list, words) {
    await reach(list);
    const options = await list.locator('option').count();
    for (let step = 0; step < options; step++) {
      if ((await list.locator('option:checked').innerText()).startsWith(words)) return;
      await list.page().keyboard.press('ArrowDown');
    }
    throw new Error(`expected the arrow keys to reach “${words}”`);
  },
};
