import type { StoryClaim } from '../../store/desk/story.ts';
import type { Child } from 'hono/jsx';
import type { View } from '../view.ts';
import { KindBadge, Quote, SaysWho, slug, StatusWord } from './words.tsx';

/** Slots that say how a claim was got or repeat another slot in another form; the words themselves are enough for a reader. */
const UNSHOWN = new Set([
  'date_iso',
  'date_precision',
  'period_iso',
  'value',
  'value_max',
  'unit',
  'successor_none',
  'how',
]);

/** One claim: kind, status, its slots in words, its quote with a link to its place. */
export function ClaimCard(props: {
  view: View;
  claim: StoryClaim;
  href: string;
  lang?: string;
  number?: number;
  from?: string;
  /** What can be done about it. */
  children?: Child;
}) {
  const { view, claim } = props;
  const { t } = view;
  const slots = claimSlots(view, claim.args);
  return (
    <article
      class={`claim kind-${slug(claim.kind)}`}
      id={props.number === undefined ? undefined : `claim-${slug(claim.id)}`}
    >
      <p class="claim-head">
        {props.number === undefined ? null : <span class="number">{props.number}</span>}
        <KindBadge view={view} kind={claim.kind} />
        {claim.status ? <StatusWord view={view} status={claim.status} /> : null}
        {claim.extractor.startsWith('model:') ? <span class="faint">{claim.extractor}</span> : null}
        {props.from ? <span class="faint">{props.from}</span> : null}
      </p>
      <dl class="slots">
        {slots.map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd lang={props.lang}>{value}</dd>
          </div>
        ))}
      </dl>
      <a class="to-quote" href={props.href} title={t.story.inPlace}>
        <Quote quote={claim.quote} lang={props.lang} status={claim.status} />
      </a>
      {claim.attribution ? (
        <p class="says">
          <SaysWho view={view} who={claim.attribution} />
        </p>
      ) : null}
      {props.children}
    </article>
  );
}

/** The order in which a reader asks; JSON keeps none. Slots not named here come last, by name. */
const ORDER = [
  ...['person', 'aliases', 'org', 'department', 'role', 'predecessor', 'date', 'date_iso', 'change_type', 'partial'],
  ...[
    'successor',
    'next_employer',
    'next_status',
    'background',
    'subject',
    'metric',
    'raw',
    'comparator',
    'period_raw',
  ],
  ...['period_iso', 'yoy', 'seq', 'basis'],
];
const rank = (slot: string) => (ORDER.includes(slot) ? ORDER.indexOf(slot) : ORDER.length);

/** The slots that hold something, as name and words. */
export function claimSlots(view: View, args: Readonly<Record<string, unknown>>): [string, string][] {
  return inOrder(args).flatMap(([slot, value]): [string, string][] => {
    if (UNSHOWN.has(slot)) return [];
    const words = slotWords(view, slot, value);
    return words === null ? [] : [[view.t.slot[slot] ?? slot, words]];
  });
}

function inOrder(args: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(args).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** What a slot holds in words; null when it holds nothing worth a line. */
export function slotWords(view: View, slot: string, value: unknown): string | null {
  if (value === null || value === undefined || value === '' || value === false) return null;
  if (value === true) return view.t.yes;
  if (Array.isArray(value)) {
    const words = value.flatMap((one: unknown) => slotWords(view, slot, one) ?? []);
    return words.length > 0 ? words.join(', ') : null;
  }
  if (typeof value === 'object') {
    const text = (value as { text?: unknown }).text;
    const kind = (value as { kind?: unknown }).kind;
    return typeof text === 'string' ? (typeof kind === 'string' && kind ? `${text} (${kind})` : text) : null;
  }
  if ((slot === 'yoy' || slot === 'seq') && typeof value === 'number') return `${value > 0 ? '+' : ''}${value} %`;
  if (slot === 'change_type') return view.t.changeType[String(value)] ?? String(value);
  if (slot === 'next_status') return view.t.status[String(value)] ?? String(value);
  return String(value);
}
