import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideAlerts,
  decideCorrections,
  decideEscalation,
  digestKey,
  dryRun,
  ruleSchema,
} from '../../src/core/alerts.ts';
import type { EventChange, EventForAlert, LedgerEntry, Mute, Rule, Told } from '../../src/core/alerts.ts';

// Invented people and companies throughout.
const NOW = '2026-03-02T01:00:00.000Z';
const team = { channel: 'team', to: '' };
const boss = { channel: 'phone', to: 'boss' };
const event: EventForAlert = {
  id: 'ev1',
  kind: 'executive_departure',
  person: '贺知远',
  aliases: [],
  org: '云帆科技',
  watchIds: ['yunfan'],
  roles: ['副总裁'],
  status: 'reported',
  date: null,
  origins: 1,
  firstPublishedAt: null,
  firstSeenAt: '2026-03-01T12:00:00.000Z',
  quote: '贺知远已离职。',
  quoteArticle: { title: '人事变动', url: null, outlet: null, publishedAt: null },
  storyUrl: 'http://127.0.0.1:3000/story/s1',
  storyIds: ['s1'],
};
const change = (field: string, value: string | null = null): EventChange => ({
  eventId: 'ev1',
  field,
  value,
  isOldNews: false,
  why: '',
});
const rule = (over: Partial<Rule> = {}): Rule => ruleSchema.parse({ id: 'r1', recipients: [team], ...over });
const first: Told = { field: 'first_report', value: null, ...team };
const decide = (over: Partial<Parameters<typeof decideAlerts>[0]>) =>
  decideAlerts({ change: change('first_report'), event, rules: [rule()], now: NOW, ...over });

describe('a muted story', () => {
  const mute = (over: Partial<Mute>): Mute => ({ of: 's1', channel: null, to: null, until: null, ...over });

  it('is silent for whom it is muted, by story or by event, until the time set', () => {
    expect(decide({ mutes: [mute({})] }).silentBecause).toContain('muted');
    expect(decide({ mutes: [mute({ of: 'ev1', ...team })] }).alerts).toEqual([]);
    expect(decide({ mutes: [mute({ channel: 'phone', to: 'boss' })] }).alerts).toHaveLength(1);
    expect(decide({ mutes: [mute({ until: '2026-03-02T00:59:59.000Z' })] }).alerts).toHaveLength(1);
  });
});

describe('how a change came in', () => {
  it('gathers the first crawl of a source into one digest per recipient', () => {
    const arrival = { kind: 'first_crawl', of: 'amz123' } as const;
    const other = { ...event, id: 'ev2' };
    const bundles = [decide({ arrival }), decide({ arrival, event: other })].map((d) => d.alerts[0]!);
    expect(bundles[0]!.bundle).not.toBeNull();
    expect(digestKey({ bundle: bundles[0]!.bundle!, ...team, first: 'd1' })).toBe(
      digestKey({ bundle: bundles[1]!.bundle!, ...team, first: 'd1' }),
    );
  });

  it('is silent when it came with a backfill', () => {
    expect(decide({ arrival: { kind: 'backfill' } })).toMatchObject({
      alerts: [],
      silentBecause: expect.stringContaining('backfill'),
    });
  });

  it('prefers the rule that sends at once over an earlier rule with a digest for the same recipient', () => {
    const weekly = rule({ id: 'weekly', digest: { every: 'week', at: '08:30', weekday: 1, zone: 'Asia/Shanghai' } });
    expect(decide({ rules: [weekly, rule({ id: 'now' })] }).alerts).toMatchObject([
      { ruleId: 'now', alsoRules: ['weekly'], bundle: null, notBefore: NOW },
    ]);
  });
});

describe('a correction', () => {
  const entry = (over: Partial<LedgerEntry>): LedgerEntry => ({
    ...first,
    key: 'k',
    ruleId: 'r1',
    state: 'delivered',
    ...over,
  });
  const sleeper = rule({ lang: 'en', quietHours: { from: '08:00', to: '10:00', zone: 'Asia/Shanghai' } });
  const correct = (told: LedgerEntry[], ruling: 'not_a_departure' | 'wrong_person' = 'not_a_departure') =>
    decideCorrections({ eventId: 'ev1', ruling, told, rules: [sleeper], now: NOW });

  it('reaches everybody who was or may have been told, once however many messages they got', () => {
    const { alerts } = correct([
      entry({}),
      entry({ field: 'status', value: 'confirmed' }),
      entry({ ...boss, state: 'unknown' }),
      entry({ channel: 'dead', state: 'dead' }),
    ]);
    expect(alerts.map((a) => [a.channel, a.kind, a.value])).toEqual([
      ['team', 'correction', 'not_a_departure'],
      ['phone', 'correction', 'not_a_departure'],
    ]);
  });

  it('speaks the language of the rule that told and waits for its quiet hours to end', () => {
    expect(correct([entry({})]).alerts).toMatchObject([{ lang: 'en', notBefore: '2026-03-02T02:00:00.000Z' }]);
  });

  it('stops messages that have not left, and tells nothing to those who were to get them', () => {
    expect(correct([entry({ key: 'held', state: 'waiting' })])).toEqual({ alerts: [], cancel: ['held'] });
  });

  it('is one whichever ruling comes second, and nothing of the event follows it', () => {
    const [a] = correct([entry({})]).alerts;
    const [b] = correct([entry({})], 'wrong_person').alerts;
    expect(a!.key).toBe(b!.key);
    const told = [first, { field: 'correction', value: 'not_a_departure', ...team }];
    expect(
      decide({ change: change('status', 'confirmed'), rules: [rule({ changes: ['status'] })], told }).alerts,
    ).toEqual([]);
  });
});

describe('an escalation', () => {
  const escalating = rule({ escalate: { afterMinutes: 30, recipients: [boss] } });
  const input = {
    rule: escalating,
    delivery: { eventId: 'ev1', field: 'first_report', value: null, deliveredAt: '2026-03-02T00:30:00.000Z' },
    openedAt: null,
    told: [first],
    now: NOW,
  };

  it('goes out once nobody opened the message for as long as the rule says', () => {
    expect(decideEscalation(input)).toMatchObject([{ kind: 'escalation', ...boss, notBefore: NOW }]);
    expect(decideEscalation({ ...input, now: '2026-03-02T00:59:59.000Z' })).toEqual([]);
  });

  it('does not go out when somebody looked, or to those who know', () => {
    expect(decideEscalation({ ...input, openedAt: '2026-03-02T00:31:00.000Z' })).toEqual([]);
    expect(decideEscalation({ ...input, told: [first, { ...first, ...boss }] })).toEqual([]);
  });
});

describe('the promise of one message', () => {
  it('holds for any changes in any order, decided as often as a crash makes it, also when rules are renamed', () => {
    const fields = fc.constantFrom('first_report', 'status', 'successor', 'independent_origin');
    const step = fc.record({
      field: fields,
      value: fc.constantFrom('a', 'b'),
      status: fc.constantFrom('rumoured' as const, 'confirmed' as const, 'denied' as const),
      origins: fc.integer({ min: 1, max: 3 }),
      times: fc.integer({ min: 1, max: 3 }),
      isRenamed: fc.boolean(),
    });
    const rules = (suffix: string) => [
      rule({ id: `plain${suffix}`, changes: ['status', 'successor'] }),
      rule({ id: `careful${suffix}`, minOrigins: 2, statusAtLeast: 'confirmed', recipients: [boss, team] }),
    ];
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const ledger = new Map<string, Told>();
        const got = new Map<string, number>();
        for (const { field, value, status, origins, times, isRenamed } of steps)
          for (let i = 0; i < times; i++) {
            const told = [...ledger.values()];
            const now = { ...event, status, origins };
            const rulesNow = rules(isRenamed ? '-new' : '');
            const { alerts } = decide({ change: change(field, value), event: now, rules: rulesNow, told });
            for (const alert of alerts) {
              if (ledger.has(alert.key)) continue;
              ledger.set(alert.key, alert);
              const what = [alert.field, alert.value, alert.channel, alert.to].join();
              got.set(what, (got.get(what) ?? 0) + 1);
              if (alert.field !== 'first_report')
                expect(told).toContainEqual(expect.objectContaining({ field: 'first_report', channel: alert.channel }));
            }
          }
        for (const [what, times] of got) expect([what, times]).toEqual([what, 1]);
        const isTold = steps.some((s) => s.status !== 'denied');
        expect([...ledger.values()].some((t) => t.field === 'first_report' && t.channel === 'team')).toBe(isTold);
      }),
    );
  });
});

describe('a dry run', () => {
  it('shows what a rule would have sent and why it would have kept silent, in the order things happened', () => {
    const history = [
      { change: change('first_report'), event, at: '2026-02-01T00:00:00.000Z' },
      {
        change: change('successor', '林一川'),
        event: { ...event, successor: '林一川' },
        at: '2026-02-02T00:00:00.000Z',
      },
      { change: change('date', '2026-02'), event, at: '2026-02-03T00:00:00.000Z' },
    ];
    const { sent, silent } = dryRun(rule({ recipients: [], changes: ['successor'], since: NOW, isOn: false }), history);
    expect(sent.map((s) => s.alerts[0]!.field)).toEqual(['first_report', 'successor']);
    expect(silent).toMatchObject([{ because: expect.stringContaining('changes of date') }]);
  });
});
