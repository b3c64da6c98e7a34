import { describe, expect, it } from 'vitest';
import { originOf } from '../../../src/core/read/origin.ts';

const URL = 'https://www.harbour.example/news/1';
const inText = (text: string) => originOf({ url: URL, source: null, text });

describe('The origin a page names', () => {
  it.each([
    ['据潮汐财经报道，云上集市的运营总监已经离职。', '潮汐财经'],
    ['5月6日，据《潮汐周刊》独家报道，云上集市正在裁员。', '潮汐周刊'],
    ['据灯塔社消息，云上集市获得新一轮融资。', '灯塔社'],
    ['Cloud Bazaar is cutting jobs, according to a report by Tide Daily on Monday.', 'Tide Daily'],
    ['The move was first reported by the Harbour Times.', 'Harbour Times'],
    ['Lantern Weekly first reported the departure.', 'Lantern Weekly'],
    ['The company lost its head of design, according to the Harbour Post.', 'Harbour Post'],
  ])('is the outlet its opening reports from: %s', (text, outlet) => {
    expect(inText(text)).toMatchObject({ outlet, url: null });
    expect(text).toContain(inText(text)?.raw);
  });

  it.each([
    '据悉，云上集市的运营总监已经离职。',
    '据媒体报道，云上集市正在裁员。',
    '据当地媒体报道，工厂已经复工。',
    '据交易所消息，云上集市今日停牌。',
    '据知情人士消息，两家公司正在谈判。',
    'Sales rose 3%, according to Cloud Bazaar.',
    'According to two people, the talks failed.',
    `${'云上集市的生意很好。'.repeat(60)}据潮汐财经报道，别的公司也是。`,
  ])('is nobody where nobody in particular, no outlet, or only a later detail is named: %s', (text) => {
    expect(inText(text)).toBeNull();
  });

  it('is a canonical address on another site, not on another host of the same site', () => {
    const at = (canonical: string) => originOf({ url: URL, source: null, canonical, text: '没有来源。' });
    expect(at('https://lantern.example/a/1')).toEqual({
      raw: 'https://lantern.example/a/1',
      outlet: null,
      url: 'https://lantern.example/a/1',
    });
    expect(at('https://m.harbour.example/news/1')).toBeNull();
    expect(at('javascript:alert(1)')).toBeNull();
    expect(at('/news/1')).toBeNull();
  });

  it('is what the source line names, with the address the page links it to', () => {
    const linkTo = (wording: string) => (wording === '灯塔社' ? 'https://lantern.example/a/1' : null);
    expect(originOf({ url: URL, source: '灯塔社', linkTo, text: '' })).toEqual({
      raw: '灯塔社',
      outlet: '灯塔社',
      url: 'https://lantern.example/a/1',
    });
  });

  it('names no outlet for 来源：网络整理, unless the text speaks of one as itself', () => {
    expect(originOf({ url: URL, source: '网络整理', text: '一段文字。' })?.outlet).toBeNull();
    const told = '云上商学院获悉，平台将调整规则。云上商学院了解到，新规下月生效。';
    expect(originOf({ url: URL, source: '网络整理', text: told })?.outlet).toBe('云上商学院');
  });
});
