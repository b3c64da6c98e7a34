import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInRule, decideAlerts, deliveryKey, ruleSchema, type Rule } from '../../src/core/alerts.ts';
import type { EventChange, EventForAlert } from '../../src/core/alerts.ts';
import { sha256Hex } from '../../src/core/alerts/sha256.ts';

// Invented people and companies throughout.
const NOW = '2026-03-02T01:00:00.000Z';
const team = { channel: 'team', to: '' };
const desk = { channel: 'mail', to: 'desk@example.com' };

function event(over: Partial<EventForAlert> = {}): EventForAlert {
  return {
    id: 'ev1',
    kind: 'executive_departure',
    person: '贺知远',
    aliases: ['听潮'],
    org: '云帆科技',
    watchIds: ['yunfan'],
    roles: ['电商业务负责人'],
    status: 'reported',
    date: { iso: '2026-02', precision: 'month', raw: '上月' },
    origins: 1,
    firstPublishedAt: '2026-03-01T10:00:00+08:00',
    firstSeenAt: '2026-03-01T12:00:00.000Z',
    quote: '云帆科技电商业务负责人贺知远已于上月离职。',
    quoteArticle: {
      title: '云帆科技高管变动',
      url: 'https://news.example.com/a/1',
      outlet: '示例新闻',
      publishedAt: null,
    },
    storyUrl: 'http://127.0.0.1:3000/story/s1',
    ...over,
  };
}

function change(field: string, value: string | null = null, over: Partial<EventChange> = {}): EventChange {
  return { eventId: 'ev1', field, value, isOldNews: false, why: '', ...over };
}

const rule = (over: Partial<Rule>): Rule => ruleSchema.parse({ id: 'r1', recipients: [team], ...over });
const decide = (rules: Rule[], c: EventChange, e = event(), told?: Parameters<typeof decideAlerts>[0]['told']) =>
  decideAlerts({ change: c, event: e, rules, now: NOW, ...(told ? { told } : {}) });
const first = { field: 'first_report', value: null };

describe('who is told of a change', () => {
  it('tells every recipient of the built-in rule of a first report once', () => {
    const { alerts } = decide([builtInRule([team, desk])], change('first_report', 'reported'));
    expect(alerts.map((a) => [a.channel, a.to, a.field])).toEqual([
      ['team', '', 'first_report'],
      ['mail', 'desk@example.com', 'first_report'],
    ]);
  });

  it('stays silent on later changes unless the rule asks for them, and says so', () => {
    const { alerts, silentBecause } = decide([builtInRule([team])], change('successor', '林一川'));
    expect(alerts).toEqual([]);
    expect(silentBecause).toContain('changes of successor');
  });

  it('tells a recipient of two matching rules one thing once and names both rules', () => {
    const { alerts } = decide([rule({ id: 'a' }), rule({ id: 'b' })], change('first_report'));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ ruleId: 'a', alsoRules: ['b'] });
  });

  it('tells nobody of old news and gives the reason it was given', () => {
    const old = change('first_report', null, {
      isOldNews: true,
      why: 'it took effect 300 days before it was published',
    });
    expect(decide([rule({})], old)).toEqual({ alerts: [], silentBecause: old.why });
  });

  it('opens no alert with a denial, yet brings the denial to those who were told of the rumour', () => {
    const denied = event({ status: 'denied' });
    const r = rule({ changes: ['status'], statusAtLeast: 'rumoured' });
    expect(decide([r], change('first_report'), denied).alerts).toEqual([]);
    expect(decide([r], change('status', 'denied'), denied, []).alerts).toEqual([]);
    expect(decide([r], change('status', 'denied'), denied, [{ ...first, ...team }]).alerts).toMatchObject([
      { field: 'status', value: 'denied' },
    ]);
  });

  it('gives the first report late when a rule waits for certainty or for a second origin', () => {
    const careful = rule({ minOrigins: 2, statusAtLeast: 'confirmed' });
    expect(decide([careful], change('first_report'), event(), []).silentBecause).toContain('1 of 2');
    const grown = event({ origins: 2, status: 'confirmed' });
    const late = decide([careful], change('independent_origin', '2'), grown, []).alerts;
    expect(late).toMatchObject([{ field: 'first_report' }]);
    expect(decide([careful], change('status', 'confirmed'), grown, [{ ...first, ...team }]).alerts).toEqual([]);
  });

  it('does not bring a known event as a first report to a recipient who joined the rule later', () => {
    const grown = rule({ recipients: [team, desk], changes: ['status'] });
    const told = [{ ...first, ...team }];
    expect(decide([grown], change('status', 'confirmed'), event(), told).alerts.map((a) => a.channel)).toEqual([
      'team',
    ]);
    expect(decide([grown], change('independent_origin', '2'), event(), told).alerts).toEqual([]);
  });

  it('tells of the first independent origin, not of every further one', () => {
    const r = rule({ changes: ['independent_origin'] });
    const told = [{ ...first, ...team }];
    expect(decide([r], change('independent_origin', '2'), event(), told).alerts).toHaveLength(1);
    expect(decide([r], change('independent_origin', '3'), event(), told).alerts).toEqual([]);
  });

  it('keeps events silent for ever that entered silently, and events older than the rule', () => {
    const all = rule({ changes: ['status'], since: '2026-03-01T13:00:00.000Z' });
    expect(decide([all], change('status', 'confirmed'), event(), []).silentBecause).toContain('older than the rule');
    const quiet = event({ enteredSilently: true });
    expect(decide([rule({ changes: ['status'] })], change('status', 'confirmed'), quiet, []).alerts).toEqual([]);
  });

  it.each([
    ['watch', { watches: ['other'] }],
    ['kind', { kinds: ['funding'] }],
    ['role', { roles: ['首席财务官'] }],
    ['keyword', { keywords: ['芯片'] }],
    ['source', { sources: ['example.org'] }],
    ['off', { isOn: false }],
    ['recipients', { recipients: [] }],
  ] satisfies [string, Partial<Rule>][])(
    'is silent when the filter by %s speaks against it, and names it',
    (word, over) => {
      const { alerts, silentBecause } = decide([rule(over)], change('first_report'));
      expect(alerts).toEqual([]);
      expect(silentBecause).toContain(word);
    },
  );

  it('matches words in any width and case, and a host for its subdomains but not for look-alikes', () => {
    const vp = event({ roles: ['ＶＰ'] });
    expect(decide([rule({ roles: ['vp'], sources: ['example.com'] })], change('first_report'), vp).alerts).toHaveLength(
      1,
    );
    const fake = event({ quoteArticle: { ...event().quoteArticle, url: 'https://badexample.com/' } });
    expect(decide([rule({ sources: ['example.com'] })], change('first_report'), fake).alerts).toEqual([]);
  });
});

describe('the key of a delivery', () => {
  const parts = { eventId: 'e', field: 'status', value: 'confirmed', ruleId: 'r', channel: 'c', to: 't' };

  it('hashes as SHA-256 does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
      }),
    );
  });

  it('differs when any part differs, also when the parts together read the same', () => {
    const keys = [
      parts,
      ...Object.keys(parts).map((name) => ({ ...parts, [name]: 'x' })),
      { ...parts, ruleId: 'rc', channel: '' },
      { ...parts, ruleId: 'r', channel: 'c","t', to: '' },
    ].map(deliveryKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys[0]).toMatch(/^d[0-9a-f]{32}$/);
  });

  it('does not depend on what was known at the first report', () => {
    const report = { ...parts, field: 'first_report' };
    expect(deliveryKey({ ...report, value: 'rumoured' })).toBe(deliveryKey({ ...report, value: null }));
  });
});
