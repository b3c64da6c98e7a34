/** Telling others when nobody opened a message: a pure look at one delivery and what has happened since. */
import { deliveryKey } from './key.ts';
import type { AlertDecision, Told } from './types.ts';
import type { Recipient, Rule } from './rule.ts';

/**
 * The escalations of one delivered alert that are due now. None when the rule has no escalation, somebody opened the story, or
 * time is left; nobody who was told of the event already is told again.
 */
export function decideEscalation(input: {
  rule: Rule;
  delivery: { eventId: string; field: string; value: string | null; deliveredAt: string };
  openedAt: string | null;
  told: readonly Told[];
  /** Whom a mute of the story spares; who mutes it has seen it. */
  isMuted?: (recipient: Recipient) => boolean;
  now: string;
}): AlertDecision[] {
  const { rule, delivery, openedAt, told, isMuted = () => false, now } = input;
  if (!rule.escalate || openedAt !== null || Date.parse(now) < Date.parse(escalationAt(rule, delivery.deliveredAt)!))
    return [];
  const { eventId, field, value } = delivery;
  const minutes = rule.escalate.afterMinutes;
  return rule.escalate.recipients
    .filter((recipient) => !isMuted(recipient))
    .filter(({ channel, to }) => !told.some((t) => t.channel === channel && t.to === to && t.field === field))
    .map(({ channel, to }) => ({
      key: deliveryKey({ eventId, field, value, ruleId: rule.id, channel, to }),
      kind: 'escalation',
      ...{ eventId, field, value, ruleId: rule.id, channel, to },
      alsoRules: [],
      lang: rule.lang,
      matched: [rule.lang === 'zh' ? `${minutes} 分钟内无人查看` : `not opened within ${minutes} minutes`],
      // An escalation is for what cannot wait, so neither digest nor quiet hours hold it.
      notBefore: now,
      bundle: null,
    }));
}

/** When an unopened message of the rule is due for escalation; null when the rule has none. */
export function escalationAt(rule: Rule, deliveredAt: string): string | null {
  return rule.escalate && new Date(Date.parse(deliveredAt) + rule.escalate.afterMinutes * 60_000).toISOString();
}
