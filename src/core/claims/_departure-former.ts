/** 前甲公司副总裁X加盟乙: an older departure, told of where its holder went. */
import type { Trigger } from './_departure-cues.ts';
import { draftOf } from './_departure-draft.ts';
import { named } from './_departure-offices.ts';
import type { DepartureDraft } from './_departure-record.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';
import { organisationBefore } from './names/organisations.ts';

/** 前甲公司副总裁X加盟乙: an office that is former, and where its holder went. */
export const JOINED = /[前原][^，。；]{2,30}(?:加盟|加入|入职|跳槽|转投|下一站是|履新|空降)/u;

const JOINS = /^[^，。；]{0,8}?(?<verb>加盟|加入|入职|跳槽|转投|下一站是|履新|空降)/u;

export function formerExecutives(people: PeopleView, view: SentenceView): DepartureDraft[] {
  return view.persons.flatMap((person) => {
    const joins = JOINS.exec(view.text.slice(person.spanEnd));
    const leaver = named(view, person);
    const first = leaver.roles[0]?.role;
    if (!joins || !first) return [];
    const { org } = organisationBefore(view.text, first, view.orgs, 0);
    const isFormer =
      [first.start, org?.start ?? -1].some((at) => /(?:前|原)$/u.test(view.text.slice(0, Math.max(0, at)))) ||
      /(?:^|[，。；：、“])[前原][^，。；、]{2,14}$/u.test(view.text.slice(0, first.start));
    if (!isFormer) return [];
    const start = person.spanEnd + joins[0].length - joins.groups!['verb']!.length;
    const trigger: Trigger = { start, end: start, word: joins.groups!['verb']!, kind: 'leaves' };
    const draft = draftOf(people, view, trigger, leaver);
    return [
      {
        ...draft,
        background: true,
        changeType: 'unspecified' as const,
        partial: false,
        status: draft.status === 'rumoured' ? draft.status : ('reported' as const),
        date: null,
        successor: null,
      },
    ];
  });
}
