import { describe, expect, it } from 'vitest';
import { matchWatches } from '../../src/core/watch.ts';
import type { Watch } from '../../src/core/types.ts';

// Invented company and people.
const watch: Watch = {
  id: 'yunfan',
  name: '云帆科技',
  names: ['云帆科技', '雲帆科技', 'Yunfan Tech', 'YFT'],
  ambiguous: [{ name: 'SAIL', context: ['云帆', 'Yunfan', '种草'] }],
  products: ['白鹭计划', '橙卡'],
  people: [{ name: '贺知远', aliases: [{ text: '听潮', kind: '花名' }] }],
};
const namesIn = (text: string, title = ''): string[] =>
  matchWatches({ title, text }, [watch]).flatMap((match) => match.names);

describe('matchWatches', () => {
  it('finds the plain name in text and title', () => {
    expect(namesIn('云帆科技昨日发布了财报。')).toEqual(['云帆科技']);
    expect(namesIn('', 'Yunfan tech names new CFO')).toEqual(['Yunfan Tech']);
  });
  it('names one of two spellings a Watch lists of one name', () => {
    expect(namesIn('雲帆科技宣布裁員。')).toEqual(['云帆科技']);
  });
  it('reads Traditional and full-width writing of a name the Watch lists in Simplified or plain letters', () => {
    expect(namesIn('白鷺計劃昨日上線。')).toEqual(['白鹭计划']);
    expect(namesIn('ＹＦＴ与雲帆合作')).toEqual(['YFT']);
    expect(namesIn('SAIL在雲帆的辦公室')).toEqual(['SAIL']);
  });
  it('needs a context word near an ambiguous name, and its capitals', () => {
    expect(namesIn('The boat set SAIL at noon.')).toEqual([]);
    expect(namesIn('SAIL（云帆）的月活超过三亿。')).toContain('SAIL');
    expect(namesIn('They set sail with Yunfan on board.')).toEqual([]);
  });
  it('does not take a context word that stands pages away', () => {
    expect(namesIn(`SAIL won the race. ${'The crew rested. '.repeat(40)} Yunfan said nothing.`)).not.toContain('SAIL');
  });
  it('keeps Latin names whole: no match inside another word', () => {
    expect(namesIn('Yunfan Technologies is somebody else.')).toEqual([]);
    expect(namesIn('the SHYFT platform')).toEqual([]);
  });
  it('matches a short Latin name in its own case only', () => {
    expect(namesIn('yft is a file suffix')).toEqual([]);
    expect(namesIn('YFT股价上涨')).toEqual(['YFT']);
  });
  it('takes a full product name alone and a short alias only where the company is named', () => {
    expect(namesIn('白鹭计划上线两周。')).toEqual(['白鹭计划']);
    expect(namesIn('听潮阁是一家书店，橙卡可打折。')).toEqual([]);
    expect(namesIn('云帆科技的听潮负责橙卡。')).toEqual(['云帆科技', '橙卡', '听潮']);
  });
  it('returns nothing for an article about somebody else', () => {
    expect(matchWatches({ title: '港口吞吐量创新高', text: '本月共有四百艘船靠泊。' }, [watch])).toEqual([]);
  });
});
