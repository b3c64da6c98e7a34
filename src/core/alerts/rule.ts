/**
 * A Rule says who is told of what, where and when. It comes from redwatch.yaml or from the desk; both pass this schema.
 * Every filter that is empty lets everything through, so that a rule names only what it cares about.
 */
import { z } from 'zod';

/** What of an event can change. `first_report` is always told; a rule opts in to the others by name. */
export const CHANGE_FIELDS = [
  'first_report',
  'status',
  'person',
  'successor',
  'next_employer',
  'date',
  'role',
  'independent_origin',
  'conflict',
] as const;

const ZONE_HINT = 'Expected a time zone name such as Asia/Shanghai';

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    // Intl has no other way to ask; RangeError is its "no such zone".
    return false;
  }
}

const zone = z.string().refine(isTimeZone, ZONE_HINT).default('Asia/Shanghai');
/** `08:30`, `23:59`; not `24:00`. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Expected a time of day such as 08:30');

/** Hours in which nothing leaves: held until `to`, never dropped. from = to means none. */
export const quietHoursSchema = z.object({ from: clockTime, to: clockTime, zone });

/** One message for all alerts since the last one. `weekday` 1 is Monday; only read when `every` is week. */
export const digestSchema = z.object({
  every: z.enum(['day', 'week']),
  at: clockTime.default('08:30'),
  weekday: z.int().min(1).max(7).default(1),
  zone,
});

/** `channel` is the name the operator gave a channel in the settings; `to` an address in it ('' where it has only one). */
export const recipientSchema = z.object({ channel: z.string().min(1), to: z.string().default('') });

export const ruleSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'Expected small letters, digits, - or _'),
  /** What people read in "you get this because"; the id when empty. */
  name: z.string().max(200).default(''),
  /** Watch ids; empty = every watched company. */
  watches: z.array(z.string()).default([]),
  kinds: z.array(z.string()).default(['executive_departure']),
  /** Least certainty; null = any, a rumour too. A denial alone never opens an alert. */
  statusAtLeast: z.enum(['rumoured', 'reported', 'confirmed']).nullable().default(null),
  /** Any of these words in any of the roles: 负责人, VP. */
  roles: z.array(z.string().min(1)).default([]),
  minOrigins: z.int().min(1).default(1),
  /** Any of these words in the quote, the title, the person, the company or the roles. */
  keywords: z.array(z.string().min(1)).default([]),
  /** Source ids, outlet names or hosts (a host stands for its subdomains too); any of them must have reported it. */
  sources: z.array(z.string().min(1)).default([]),
  /** Which later changes are told besides the first report. */
  changes: z.array(z.enum(CHANGE_FIELDS).exclude(['first_report'])).default([]),
  recipients: z.array(recipientSchema).default([]),
  lang: z.enum(['zh', 'en']).default('zh'),
  quietHours: quietHoursSchema.nullable().default(null),
  digest: digestSchema.nullable().default(null),
  /** Tell others when nobody opened the message within these minutes. */
  escalate: z
    .object({ afterMinutes: z.int().min(1).max(10_080), recipients: z.array(recipientSchema).min(1) })
    .nullable()
    .default(null),
  /** When the rule came to be (ISO instant): events first seen before it are known to it. null = always was. */
  since: z.iso.datetime().nullable().default(null),
  isOn: z.boolean().default(true),
});

export type Rule = z.infer<typeof ruleSchema>;
export type Recipient = z.infer<typeof recipientSchema>;
export type QuietHours = z.infer<typeof quietHoursSchema>;
export type Digest = z.infer<typeof digestSchema>;

/**
 * The rule every installation starts with: the first report of a new executive departure at any watched company, later
 * changes off. It reaches whoever the settings name; without recipients it only shows on the desk.
 */
export function builtInRule(recipients: readonly Recipient[], lang: Rule['lang'] = 'zh'): Rule {
  return ruleSchema.parse({ id: 'new-departure', name: '', recipients, lang });
}
