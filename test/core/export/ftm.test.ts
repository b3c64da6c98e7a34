/** FollowTheMoney entities of invented departures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appointmentEntities,
  departureEntities,
  ftmDate,
  type DepartureFacts,
  type FtmEntity,
} from '../../../src/core/export/ftm.ts';
import { ftmProblems } from './_ftm-schema.ts';

const TOLD = {
  articleId: 'article-1',
  quote: '云岫社区商业化负责人陆沉舟已于9月5日离职，由林予安接任。',
  title: '云岫社区商业化负责人离职',
  url: 'https://news.example/1',
  outlet: '潮汐商业观察',
  publishedAt: '2025-09-08T07:30:00+08:00',
  lang: 'zh-Hans',
};
const FACTS: DepartureFacts = {
  ...{ recordId: 'event-1', person: '陆沉舟', aliases: ['砚台'], orgId: 'yunxiu', org: '云岫社区' },
  ...{ roles: ['商业化负责人'], status: 'confirmed', date: '2025-09-05', told: [TOLD] },
  ...{ staysEmployed: false, successor: null, nextEmployer: null },
};
const of = (entities: readonly FtmEntity[], schema: string) => entities.filter((e) => e.schema === schema);

describe('a departure as FollowTheMoney', () => {
  it('is a person, a company, an office that ended, and the article that says so', () => {
    const entities = departureEntities(FACTS);
    expect(ftmProblems(entities)).toEqual([]);
    const [person] = of(entities, 'Person');
    const [company] = of(entities, 'Company');
    const [post] = of(entities, 'Position');
    const [article] = of(entities, 'Article');
    expect(person?.properties).toMatchObject({ name: ['陆沉舟'], alias: ['砚台'], proof: [article?.id] });
    expect(article?.properties).toMatchObject({
      ...{ title: [TOLD.title], sourceUrl: [TOLD.url], publishedAt: ['2025-09-07T23:30:00'] },
      ...{ summary: [TOLD.quote], publisher: [TOLD.outlet], language: ['zho'] },
    });
    expect(of(entities, 'Occupancy')[0]?.properties).toMatchObject({
      ...{ holder: [person?.id], post: [post?.id], endDate: ['2025-09-05'], status: ['confirmed'] },
      ...{ recordId: ['event-1'], sourceUrl: [TOLD.url], summary: [TOLD.quote] },
    });
    expect(of(entities, 'Employment')[0]?.properties).toMatchObject({
      ...{ employee: [person?.id], employer: [company?.id], endDate: ['2025-09-05'], role: ['商业化负责人'] },
    });
  });

  it('ends the office but not the employment of somebody who keeps another post', () => {
    const entities = departureEntities({ ...FACTS, staysEmployed: true });
    expect(of(entities, 'Occupancy')[0]?.properties).toHaveProperty('endDate');
    expect(of(entities, 'Employment')[0]?.properties).not.toHaveProperty('endDate');
  });

  it.each(['denied', 'rumoured', null])('gives no end to what is %s', (status) => {
    for (const entity of departureEntities({ ...FACTS, status }))
      expect(entity.properties).not.toHaveProperty('endDate');
  });

  it('gives the office to the successor, and the leaver the next employer', () => {
    const entities = departureEntities({ ...FACTS, successor: '林予安', nextEmployer: '青柚直播' });
    expect(ftmProblems(entities)).toEqual([]);
    const successor = of(entities, 'Person').find((p) => p.properties['name']?.includes('林予安'));
    const held = of(entities, 'Occupancy').find((o) => o.properties['holder']?.includes(successor!.id));
    expect(held?.properties).not.toHaveProperty('endDate');
    const employers = of(entities, 'Employment').map((e) => e.properties['employer']?.[0]);
    expect(employers).toEqual(of(entities, 'Company').map((c) => c.id));
  });

  it('has the same ids whenever it is exported, whatever else has been learnt', () => {
    const ids = (facts: DepartureFacts) => departureEntities(facts).map((e) => e.id);
    const later = { ...FACTS, status: 'reported', date: '2025-09', aliases: [], told: [{ ...TOLD, title: 'x' }] };
    expect(ids(later)).toEqual(ids(FACTS));
    const namesake = departureEntities({ ...FACTS, orgId: 'qingyou', org: '青柚直播' });
    expect(of(namesake, 'Person')[0]?.id).not.toBe(of(departureEntities(FACTS), 'Person')[0]?.id);
  });

  it('is valid whatever the facts are', () => {
    const words = fc.oneof(
      fc.string(),
      fc.constantFrom('陆沉舟', ' ', '', 'https://x.example/a b', 'javascript:alert(1)'),
    );
    const name = words.filter((w) => w.trim() !== '');
    const date = fc.option(
      fc.oneof(words, fc.constantFrom('2025', '2025-W36', '2025-H1', '2025-09-05T10:00', '20256月底')),
    );
    const told = fc.record({
      ...{ articleId: name, quote: words, title: words, url: fc.option(words), outlet: fc.option(words) },
      ...{ publishedAt: date, lang: fc.option(words) },
    });
    const facts = fc.record({
      ...{ recordId: name, person: name, aliases: fc.array(words), orgId: name, org: name, roles: fc.array(name) },
      ...{ status: fc.option(words), date, told: fc.array(told, { maxLength: 4 }), staysEmployed: fc.boolean() },
      ...{ successor: fc.option(name), nextEmployer: fc.option(name) },
    });
    fc.assert(
      fc.property(facts, (some) => {
        expect(ftmProblems(departureEntities(some))).toEqual([]);
        expect(ftmProblems(appointmentEntities(some))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the check itself', () => {
  const [article, company] = departureEntities(FACTS);
  it.each([
    [{ ...article, schema: 'Resignation' }, /no such schema/],
    [{ ...article, id: '' }, /no usable id/],
    [{ ...company, properties: { name: 'x' } }, /no list/],
    [{ ...company, properties: { name: ['x'], colour: ['red'] } }, /no property colour/],
    [{ ...company, properties: {} }, /name is missing/],
    [{ ...company, properties: { name: ['x'], proof: ['nobody'] } }, /leads nowhere/],
    [
      { id: 'e-1', schema: 'Employment', properties: { employee: [company?.id], employer: [company?.id] } },
      /is no Person/,
    ],
    [{ id: 'e-1', schema: 'Article', properties: { name: ['x'], publishedAt: ['2025-W36'] } }, /no date/],
  ])('finds what is wrong with %j', (entity, problem) => {
    expect(ftmProblems([company, article, entity]).join('; ')).toMatch(problem);
  });
});

describe('dates as the model has them', () => {
  it.each([
    ['2025', '2025'],
    ['2025-09', '2025-09'],
    ['2025-W36', '2025'],
    ['2025-Q3', '2025'],
    ['2025-09-08T07:30:00+08:00', '2025-09-07T23:30:00'],
    ['2025-09-08T07:30', '2025-09-07T23:30:00'],
    ['20256月底', null],
    ['2025-13', null],
    ['2025-13-45T99:99', null],
    [null, null],
  ])('%s -> %s', (given, expected) => {
    expect(ftmDate(given)).toBe(expected);
  });
});
