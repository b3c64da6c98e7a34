import { describe, expect, it } from 'vitest';
import { mayTellOfLeaving } from '../../src/core/alerts.ts';

// Invented people and companies throughout.
describe('a page that is read before others', () => {
  it.each([
    '<p>云帆科技首席财务官贺知远已于上月离职。</p>',
    '<p>雲帆科技財務長賀知遠辭任</p>',
    '他不再担任副总裁一职',
    'Yunfan Tech CFO He Zhiyuan is stepping down, two people said.',
    'The chief executive has left the company.',
    'Her departure was announced on Monday.',
  ])('may tell that somebody leaves: %s', (page) => {
    expect(mayTellOfLeaving(page)).toBe(true);
  });

  it.each([
    '<p>云帆科技的新仓今天开始试运行。</p>',
    'The department opened a new warehouse.',
    '<a href="/departments">Departments</a>',
  ])('is none of these: %s', (page) => {
    expect(mayTellOfLeaving(page)).toBe(false);
  });
});
