/** The slots around an English word of leaving, and the draft they make. */
import { dayOf, daysBetween, spanOf } from '../text/calendar.ts';
import type { ArticleText } from './_article-text.ts';
import { ownPart } from './_departure-contrast-en.ts';
import { dateOf } from './_departure-date-en.ts';
import { nextEmployerOf } from './_departure-next-en.ts';
import { quoteAround, type ChangeType, type DepartureDraft, type Place } from './_departure-record.ts';
import { attributionOf } from './_departure-source-en.ts';
import { DENIED, statusOf } from './_departure-status-en.ts';
import { successorOf } from './_departure-successor-en.ts';
import { place, type Leaver, type Trigger, type View } from './_departure-view-en.ts';
import type { Span } from './names/persons-en.ts';

/** marketing chief Ayo Bankole; Hana Sedlak, its head of seller operations; Guo Lanxin, Arcwell Robotics' head of hardware */
export function roleOf(view: View, person: Span): Span | null {
  const { text, roles } = view;
  const before = roles.find(
    (r) =>
      r.end < person.start &&
      // chairman Sir Robert Hale; the head of Torq Motors' autonomous driving unit, X
      /^,? (?:(?:Sir|Dame|Lord|Dr|Mr|Ms|Mrs)\.? )?$|^ (?:of|for) [^,.;]{2,60}, $/.test(text.slice(r.end, person.start)),
  );
  if (before) return before;
  return (
    roles.find(
      (r) =>
        r.start > person.end &&
        r.start - person.end <= 60 &&
        /^, (?!who\b|which\b|to\b|and\b)(?:the |its |a |an |their )?[^,;.]{0,50}$/.test(
          text.slice(person.end, r.start),
        ),
    ) ?? null
  );
}

export function draftOf(
  article: ArticleText,
  at: (i: number) => View,
  view: View,
  trigger: Trigger,
  leaver: Leaver,
): DepartureDraft {
  const { text } = view;
  const own = ownPart(view, trigger, leaver);
  const wide = widened(article, at, view);
  const date = DENIED.test(own) ? null : dateOf(wide, view, trigger, article.anchor);
  const attribution = attributionOf(wide, view);
  const status = statusOf(article, view, trigger, date, attribution?.text ?? '', wide, leaver);
  const earlier = view.index > 0 && article.sentences[view.index - 1]!.field === view.sentence.field;
  const successor = successorOf(wide, earlier ? at(view.index - 1) : null, leaver, trigger);
  const next = nextEmployerOf(wide, leaver);
  const roles = rolesOf(view, trigger, leaver);
  const org = organisationOf(at, view, trigger, leaver);
  const age = article.anchor && date?.iso ? ageOf(article.anchor, date.iso) : 0;
  return {
    quote: quoteAround(
      view.sentence,
      text,
      { start: view.sentence.start + trigger.start, end: view.sentence.start + trigger.end },
      [],
    ),
    trigger: place(view, trigger),
    person: leaver.person ? place(leaver.view, leaver.person) : null,
    aliases: aliasesOf(leaver),
    org: org?.place ?? null,
    department: null,
    roles,
    date,
    changeType: changeTypeOf(
      trigger.word,
      text.slice(Math.max(0, trigger.start - 60), trigger.end + 60),
      leaver.person !== null && /announced|notified|decision to resign/.test(text),
    ),
    partial:
      isTransfer(trigger.word, text) ||
      /\b(?:will remain|remains|stays? on|staying on|continues? as|will continue as|retain(?:s|ing)? (?:his|her) (?:seat|role))\b/.test(
        own,
      ) ||
      wide.some((v) => KEEPS_POST.test(v.text) && isAboutLeaver(v, leaver)),
    successor,
    successorNone:
      !successor &&
      wide.some((v) =>
        /\bno (?:replacement|successor)\b|\b(?:has|have) not (?:yet )?named a (?:successor|replacement)|search(?:ing)? for (?:a|his|her) (?:successor|replacement)|successor (?:has|was) not (?:been )?named/i.test(
          v.text,
        ),
      ),
    nextEmployer: next?.place ?? null,
    nextStatus: next?.status ?? null,
    status,
    background:
      /^,? who (?:had )?(?:departed|left|resigned|stepped down|retired|quit)\b/.test(
        leaver.person ? leaver.view.text.slice(leaver.person.end) : '',
      ) && /^replac/.test(trigger.word)
        ? true
        : /\b(?:who|which)\b[^,]*$/.test(text.slice(0, trigger.start)) &&
            /^(?:replac|depart|left|part)/.test(trigger.word) &&
            trigger.side !== 'object'
          ? true
          : age > 270 || /\bis back\b|\breturn(?:s|ed|ing)\b/.test(text),
    attribution,
    how: { person: leaver.view === view ? 'verbatim' : 'anaphora', ...(org && { org: org.how }) },
  };
}

/** The sentence and its neighbours of the same field. */
function widened(article: ArticleText, at: (i: number) => View, view: View): View[] {
  const list = [view];
  for (const i of [view.index + 1, view.index + 2, view.index - 1])
    if (article.sentences[i]?.field === view.sentence.field) list.push(at(i));
  return list;
}

function rolesOf(view: View, trigger: Trigger, leaver: Leaver): Place[] {
  const { text, roles } = view;
  const as = roles.find(
    (r) =>
      r.start >= trigger.end &&
      /^[^.;]{0,40}\bas (?:the |a |an |its |their |his |her )?[^,;.]{0,40}$/.test(text.slice(trigger.end, r.start)) &&
      r.start - trigger.end <= 70,
  );
  const named =
    !as && trigger.side === 'object'
      ? roles.find((r) => r.end <= trigger.start && /\bas (?:the |its |a )?$/.test(text.slice(0, r.start)))
      : undefined;
  const contract = trigger.word === 'contract' ? as : undefined;
  const spans = contract ? [contract] : as ? [as] : [];
  const own = leaver.roleView ?? leaver.view;
  const held = leaver.role ? [place(own, leaver.role), ...alsoHeld(own, leaver.role)] : [];
  if (held.length === 0 && spans.length === 0 && named) return [place(view, named)];
  return [...spans.map((r) => place(view, r)), ...held];
}

/** co-founder and president X: both offices. */
function alsoHeld(view: View, role: Span): Place[] {
  const other = view.roles.find((r) => r.end < role.start && /^ and $/.test(view.text.slice(r.end, role.start)));
  return other ? [place(view, other)] : [];
}

function organisationOf(
  at: (i: number) => View,
  view: View,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place; how: 'verbatim' | 'inherited' } | null {
  const role = leaver.role;
  if (role) {
    const { text, orgs } = leaver.roleView ?? leaver.view;
    const glued = orgs.find(
      (o) =>
        (o.end <= role.start &&
          /^(?:['’]s?)? ?(?:(?:co-founder|founder|president|chairman) and )?$/.test(text.slice(o.end, role.start))) ||
        (o.start >= role.end && /^ (?:of|at|for) (?:the )?$/.test(text.slice(role.end, o.start))) ||
        (o.end <= role.start && /^['’]s? [a-z ,]{0,40}$/.test(text.slice(o.end, role.start))),
    );
    if (glued) return { place: place(leaver.roleView ?? leaver.view, glued), how: 'verbatim' };
  }
  const { text, orgs } = view;
  // "Meridian Air named X, replacing Y": who names is who is left.
  if (/succe|replac|over from/.test(trigger.word)) {
    const subject = orgs.find((o) => o.end <= trigger.start);
    if (subject) return { place: place(view, subject), how: 'verbatim' };
  }
  const from =
    leaver.person &&
    orgs.find(
      (o) =>
        /^(?:,? (?:away )?(?:from|of) (?:the )?)$/.test(leaver.view.text.slice(leaver.person!.end, o.start)) &&
        leaver.view === view,
    );
  if (from) return { place: place(view, from), how: 'verbatim' };
  // A minister's company is none, whatever else the text names.
  if (role && /\b(?:minister|senator|lawmaker|mayor)$/i.test(role.text)) return null;
  const object = orgs.find(
    (o) =>
      o.start >= trigger.end &&
      o.start - trigger.end <= 60 &&
      /^(?: |, )?(?:(?:as|from|of|at|with)\b[^.;]{0,50}|the |[a-z ]{0,20})?$/.test(text.slice(trigger.end, o.start)) &&
      !/\b(?:join|joins|joining|to|over|after|amid|by|on|in) $/.test(text.slice(0, o.start)),
  );
  if (object) return { place: place(view, object), how: 'verbatim' };
  const free = (v: View): Span | undefined =>
    v.orgs.filter((o) => !ELSEWHERE.test(v.text.slice(Math.max(0, o.start - 48), o.start)))[0];
  const here = free(view);
  if (here) return { place: place(view, here), how: 'verbatim' };
  for (let back = view.index - 1; back >= Math.max(0, view.index - 8); back--) {
    const org = free(at(back));
    if (org) return { place: place(at(back), org), how: 'inherited' };
  }
  return null;
}

/** Companies that a sentence names beside the one that is left: joined, merged with, in charge of now, rivals and owners. */
const ELSEWHERE =
  /\b(?:join|joins|joining|joined|to|on|by|in|like|than|against) $|\b(?:merger|deal|talks|tie-up|partnership|dispute|row|lawsuit|contract) (?:with|between) $|\b(?:now|currently)\b[^,.;]{0,30} (?:at|of|with) $|\b(?:joins?|joined|hired|came|comes|recruited|poached)\b[^,.;]{0,24} from (?:the )?(?:[a-z-]+ ){0,3}$|\b(?:rivals?|competitors?|owners?|parent|investors?|shareholders?|acquisition of|sale of|sale to|owned by|backed by)(?: company| firm| group)? $/;

/** "Mr. Beecham will continue to serve as a member of the Board", "will remain with the company as a senior adviser" */
const KEEPS_POST =
  /\bwill (?:remain|stay)(?: on)?(?: (?:with|at) [^,.;]{2,30}?)? as (?:an? |the |its )?(?:[a-z-]+ ){0,2}(?:advis[eo]r|chair\w*|director|consultant|member)\b|\bwill (?:continue to serve|continue|stay on|remain) (?:as |on )(?:an? |the |its )?(?:[a-z-]+ ){0,2}(?:board|member|director|chair\w*|advis[eo]r)\b/i;

/** A sentence that begins with the leaver's surname. */
function isAboutLeaver({ text }: View, { person }: Leaver): boolean {
  const surname = person?.text.split(' ').at(-1);
  return surname !== undefined && /^(?:(?:Mr|Ms|Mrs|Dr|Sir|Dame)\.? )?/.exec(text)![0].length === text.indexOf(surname);
}

function isTransfer(word: string, text: string): boolean {
  return (
    /is moving/.test(word) ||
    /\b(?:moves|moving|moved|transferred|reassigned) (?:[A-Z][^,.]*, [^,]*, )?to (?:lead|head|run|a new role|become)/.test(
      text,
    )
  );
}

function changeTypeOf(word: string, text: string, isOwnWord: boolean): ChangeType {
  if (isTransfer(word, text)) return 'transfer';
  if (/retir/.test(word)) return 'retire';
  if (/fired|fires|sack|oust|dismiss|remov|forced out|let go|pushed out|terminated|voted out|firing/.test(`${word}`))
    return 'dismiss';
  if (/resign|quit|step(?:s|ped|ping)? down/.test(word) && !/step/.test(word)) return 'resign';
  if (/\b(?:resign(?:s|ed|ation|ing)?|quit|personal reasons|health reasons|spend more time)\b/.test(text))
    return 'resign';
  return isOwnWord ? 'resign' : 'unspecified';
}

function ageOf(anchor: string, iso: string): number {
  const [day, span] = [dayOf(anchor), spanOf(iso)];
  return day && span ? daysBetween(span.to, day) : 0;
}

const NICKNAME =
  /(?:known|called|nicknamed)[^.;]{0,40}?(?:nickname|alias|name|as) (?:of )?["“]?(?<alias>[A-Z][\p{L}]+(?: [A-Z][\p{L}]+)?)/u;

function aliasesOf(leaver: Leaver): DepartureDraft['aliases'] {
  if (!leaver.person) return [];
  const { view } = leaver;
  const match = NICKNAME.exec(view.text.slice(leaver.person.end));
  const alias = match?.groups?.['alias'];
  if (!match || !alias || match.index > 40) return [];
  const start = leaver.person.end + match.index + match[0].lastIndexOf(alias);
  const isXiaohongshu = /Xiaohongshu|RedNote/.test(view.text);
  return [
    { text: alias, kind: isXiaohongshu ? '薯名' : '昵称', place: place(view, { start, end: start + alias.length }) },
  ];
}
