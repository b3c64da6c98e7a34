/** Whether a word of leaving that anybody may use (离开, 走了, 去世) tells of an executive's leaving, in Chinese. */
import type { Trigger } from './_departure-cues.ts';
import type { Leaver } from './_departure-offices.ts';
import type { PeopleView, SentenceView } from './_people-view.ts';
import { wordsOf } from './names/words.ts';

/**
 * 离开, 走了 and 去世 are said of everybody: they count of somebody with an office, or when a company is left.
 * 总理离开北京 is a journey.
 */
export function isPlausible(people: PeopleView, view: SentenceView, trigger: Trigger, leaver: Leaver): boolean {
  // 打算离开的用户: anybody.
  if (/^的(?:用户|人|员工|商家|消费者|玩家|顾客|学生|博主|主播)/u.test(view.text.slice(trigger.end))) return false;
  // 创始人X当年辞职创业, 老梁辞职开起网约车: how somebody began, no executive's leaving.
  const isFounder =
    leaver.roles.length === 0 || leaver.roles.some(({ role }) => /创始人|创办人|店主|站主/u.test(role.text));
  if (
    isFounder &&
    /^(?:后|并)?[，]?[^，。；]{0,6}(?:创业|(?<!自己[^，。；]{0,4})创办|创立|回乡|返乡|回到[^，。；]{0,4}(?:老家|家乡)|开店|开起|开了)/u.test(
      view.text.slice(trigger.end),
    )
  )
    return false;
  if (isOfIncentive(people, view, leaver)) return false;
  const isWeak = /^(?:离开|走了|走人|告别|去世|逝世|病逝|病故|离世|辞世|出走|交棒|让贤|变(?:更)?为|解除|不再是)$/u.test(
    trigger.word,
  );
  if (!isWeak) return true;
  if (trigger.word === '不再是')
    return /^[^，。]{2,12}的一(?:员|份子)/u.test(view.text.slice(trigger.end)) && leaver.person !== null;
  // 原总编辑X逝世: had left before.
  if (/[去逝离辞]世|病[逝故]/u.test(trigger.word) && leaver.roles.some((r) => isFormerOffice(r))) return false;
  if (trigger.word !== '离开') return leaver.roles.length > 0;
  const { text } = view;
  const after = text.slice(trigger.end);
  // 前锋X离开甲联队: an athlete.
  if (
    /(?:前锋|后卫|中场|门将|中锋|控卫|球员|外援|国脚|射手)[^，。；]{0,12}$/u.test(text.slice(0, trigger.start)) &&
    leaver.roles.length === 0
  )
    return false;
  const isOrg = view.orgs.some((o) => o.start === trigger.end);
  if ((!isOrg && wordsOf(text).places.has(trigger.end)) || /^[^，。；]{0,12}时(?:，|$)/u.test(after)) return false;
  if (/(?:乘[^，。；]{0,8}|专机|准备|才|要|得以|无法|不能|允许|禁止)$/u.test(text.slice(0, trigger.start)))
    return false;
  const isCompany =
    /^(?:了)?(?:[^，。；]{0,14}的)?(?:公司|本公司|集团|企业|团队|该公司|这家|老东家)/u.test(after) ||
    // X系因个人发展原因离开
    /(?:原因|规划)(?:而|主动|选择)?$/u.test(text.slice(0, trigger.start)) ||
    // 离开工作了八年的甲公司
    /^(?:了)?(?:工作|任职|服务|效力|供职|奋斗|打拼|耕耘|自己|他|她|一手)[^，。；]{0,12}的/u.test(after) ||
    (/宣布$/u.test(text.slice(0, trigger.start)) && leaver.roles.length > 0) ||
    (/选择了?$/u.test(text.slice(0, trigger.start)) && view.roles.length > 0) ||
    view.orgs.some((o) => o.start >= trigger.end && o.start - trigger.end <= 1) ||
    isShortName(people, view, trigger.end);
  return (
    isCompany ||
    ((leaver.roles.length > 0 || leaver.how !== 'verbatim') && /^(?:了)?(?:[，。！；、：]|后|$)/u.test(after))
  );
}

/** 激励对象已离职。其中原核心技术人员X已解除劳动合同: who loses his shares is named for them. */
function isOfIncentive(people: PeopleView, view: SentenceView, { roles, person }: Leaver): boolean {
  if (person === null || roles.some(({ role }) => !/核心|骨干|技术人员/u.test(role.text))) return false;
  for (let i = view.index; i >= Math.max(0, view.index - INCENTIVE_SENTENCES); i--)
    if (/激励对象|限制性股票|股权激励/u.test(people.text(i))) return true;
  return false;
}

/** Sentences back to the plan whose members are named. */
const INCENTIVE_SENTENCES = 3;

/** 原|总编辑, 原知澜传媒|总编辑 */
function isFormerOffice({ view, role }: Leaver['roles'][number]): boolean {
  const org = view.orgs.find((o) => o.end <= role.start && role.start - o.end <= 2);
  return (
    /[原前]$/u.test(view.text.slice(0, role.start)) ||
    // 社区|原总编辑: a field word before it
    /[原前]$/u.test(view.text.slice(role.start, role.headStart)) ||
    (org !== undefined && /[原前]$/u.test(view.text.slice(0, org.start)))
  );
}

/** 他离开|焰峰 where 焰峰股份 was named: the first characters of an organisation of this sentence or the two before. */
function isShortName(people: PeopleView, view: SentenceView, at: number): boolean {
  const name = view.text.slice(at, at + 2);
  if (!/^\p{Script=Han}{2}$/u.test(name)) return false;
  for (let i = view.index; i >= Math.max(0, view.index - 2); i--)
    if (people.text(i).includes(name) && people.at(i).orgs.some((o) => o.text.startsWith(name))) return true;
  return false;
}
