/** Which organisation is left: glued before the office, the object of leaving, or the one the text has been speaking of. */
import { findTriggers, type Trigger } from './_departure-cues.ts';
import type { How, Place } from './_departure-record.ts';
import { named, type Leaver } from './_departure-offices.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';
import type { PersonSpan } from './names/aliases.ts';
import { organisationBefore, type OrgSpan } from './names/organisations.ts';
import type { RoleSpan } from './names/roles.ts';

/** Glued before the office, object of the trigger (从X离职, 辞去X总经理), or the organisation that the text has been speaking of. */
export function organisationOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  leaver: Leaver,
): { place: Place; how: How } | null {
  const { text } = view;
  const here = (v: SentenceView, org: OrgSpan, how: How = 'verbatim'): { place: Place; how: How } => ({
    place: placeIn(v, org.start, org.end),
    how,
  });
  const left = view.orgs.find(
    (o) =>
      (/(?:从|自|离开|离开了|告别)$/u.test(text.slice(0, o.start)) && o.end <= trigger.end + 14) ||
      (o.start === trigger.end && /^(?:离开|告别|退出|卸任|辞去|辞任)/u.test(trigger.word)),
  );
  if (left && (left.start >= trigger.end || trigger.start - left.end <= 12)) return here(view, left);
  const led = leaver.person && leaver.roles.length === 0 ? ledBy(leaver.view, leaver.person) : null;
  if (led) return here(leaver.view, led);
  const worked =
    leaver.roles.length === 0 ? view.orgs.find((o) => o.end <= trigger.start && isWorkplace(view.text, o)) : undefined;
  if (worked) return here(view, worked);
  let anaphor: string | null =
    /公司$/u.test(trigger.word) || /^(?:公司|本公司|该公司)/u.test(text.slice(trigger.end)) ? '公司' : null;
  for (const { view: v, role } of leaver.roles) {
    const floor = Math.max(
      0,
      ...leaver.roles.filter((r) => r.view === v && r.role.end <= role.start).map((r) => r.role.end),
    );
    const before = organisationBefore(v.text, role, v.orgs, floor);
    // Two unknown characters that stand nowhere else may be a unit (优选事业部): the topic is asked first.
    if (
      before.org &&
      !isFund(role, before.org) &&
      !isUnit(people, v, before.org, role) &&
      (before.org.text.length > 2 || people.mentions(before.org.text) > 1 || !topicOf(people, v, role.start, false))
    )
      return here(v, before.org);
    anaphor ??= before.anaphor;
    // 董事长兼总经理X: what stands before the second office is the first.
    if (!before.org && !before.anaphor) break;
  }
  const object = objectOf(view, trigger, leaver);
  if (object && trigger.kind !== 'leaves' && !/^转|^调/u.test(trigger.word)) {
    const floor = Math.max(trigger.end, leaver.view === view ? (leaver.person?.spanEnd ?? 0) : 0);
    const { org } = organisationBefore(text, object, view.orgs, floor > object.start ? trigger.end : floor);
    // 辞任|法拉第未来|CEO: all that stands between the verb and its office.
    const between = { start: trigger.end, end: object.start, text: text.slice(trigger.end, object.start) };
    const isName =
      !view.persons.some((p) => p.start < between.end && between.start < p.spanEnd) &&
      /^(?!公司|集团|球队|俱乐部|其|所任|第|上述|本|该|现任|原|前)[\p{Script=Han}A-Za-z]{2,8}$/u.test(between.text);
    if (org && !isFund(object, org)) return here(view, org);
    if (!org && isName) return here(view, between);
    const owner = trigger.kind === 'removes' ? ownerBefore(text, object, floor) : null;
    if (!org && owner) return here(view, owner);
  }
  if (anaphor && /^[前后]者/u.test(anaphor)) {
    const pair = view.index > 0 ? people.at(view.index - 1).orgs : [];
    const org = anaphor.startsWith('后') ? pair[1] : pair[0];
    if (org) return here(people.at(view.index - 1), org, 'anaphora');
  }
  const issuer = anaphor?.startsWith('公司') || anaphor === '本公司' ? issuerOf(people, view) : null;
  if (issuer) return here(issuer.view, issuer.org, 'anaphora');
  // 公司董事长X、副董事长Y将辞职: who stands second in a list leaves what the first one leaves.
  const first = leaver.person && leaver.view === view ? listedBefore(view, leaver.person, leaver.roles[0]?.role) : null;
  if (first) return organisationOf(people, view, trigger, named(view, first));
  const home = leaver.how === 'verbatim' ? view : leaver.view;
  const topic = topicOf(people, home, home === view ? trigger.start : (leaver.person?.start ?? home.text.length));
  return topic && here(topic.view, topic.org, anaphor ? 'anaphora' : topic.view === view ? 'verbatim' : 'inherited');
}

/** The person right before somebody's own office in a list: X|、副董事长Y. */
function listedBefore(view: SentenceView, person: PersonSpan, office: RoleSpan | undefined): PersonSpan | null {
  const start = office && office.end <= person.start ? office.start : person.start;
  const before = view.persons.findLast((p) => p.spanEnd <= start);
  return before && /^[、和及与]$/u.test(view.text.slice(before.spanEnd, start)) ? before : null;
}

/** 一手创办朗通的X, 掌舵岚溪乳业19年的X: what stands before the name. */
function ledBy(view: SentenceView, person: { start: number }): OrgSpan | null {
  const match = LED.exec(view.text.slice(Math.max(0, person.start - 24), person.start));
  if (!match) return null;
  const start = person.start - match[0].length + match[0].indexOf(match.groups!['org']!);
  return { start, end: start + match.groups!['org']!.length, text: match.groups!['org']! };
}

const LED =
  /(?:创办|创立|执掌|掌舵|掌管|执教|领导)了?(?<org>[\p{Script=Han}A-Za-z]{2,8}?)(?:长达)?(?:[0-9]+年|[一二三四五六七八九十多]+年)?的$/u;

/** 在鲸屏视频|工作了六年 */
function isWorkplace(text: string, org: OrgSpan): boolean {
  return /在$/u.test(text.slice(0, org.start)) && /^(?:工作|任职|服务|效力|供职|就职|待了)/u.test(text.slice(org.end));
}

/** What 公司 means in a filing: who has a stock code, or of whom it says 以下简称“公司”; of the sentences before, the title and its own. */
function issuerOf(people: PeopleView, view: SentenceView): { view: SentenceView; org: OrgSpan } | null {
  for (let i = view.index; i >= Math.max(0, view.index - ISSUER_SENTENCES); i--) {
    if (!ISSUES.test(people.text(i)) || people.isOtherItem(view.index, i)) continue;
    const other = people.at(i);
    const org = other.orgs.find(
      (o) =>
        /[（(][A-Za-z]{0,6}[.:：]?[0-9]{4,6}(?:\.[A-Z]{2})?[）)]$/u.test(o.text) ||
        /^(?:[（(][^（）()]{0,10}[）)])?[^，。；]{0,14}?(?:公告|发布关于|[（(](?:以下简称|下称|简称)[“"]?公司)/u.test(
          other.text.slice(o.end),
        ),
    );
    if (org && !OVERSEER.test(org.text)) return { view: other, org };
  }
  return null;
}

const ISSUES = /公告|简称|下称|[（(][A-Za-z]{0,6}[.:：]?[0-9]{4,6}/u;
/** Sentences back in which a filing may have said who its 公司 is. */
const ISSUER_SENTENCES = 8;

/** 素质教育|事业部总经理 of a company that the sentence has named: a unit, no company. */
function isUnit(people: PeopleView, view: SentenceView, org: OrgSpan, role: RoleSpan): boolean {
  const after = view.text.slice(org.end);
  // 租机|业务负责人: a guess from where it stands; a company that the finder knows by itself may have a business.
  const isGuess = !view.orgs.some((o) => o.start <= org.start && org.end <= o.end) && org.text.length <= 4;
  const isOfUnit = /^(?:事业部|事业群|板块|中心)/u.test(after) && people.mentions(org.text) <= 1;
  if (!isOfUnit && !(isGuess && /^(?:业务|产品线|频道|赛道|条线)/u.test(after))) return false;
  const topic = topicOf(people, view, Math.min(org.start, role.start), false);
  return topic !== null && people.mentions(topic.org.text) > 1;
}

/** 长盛同德主题|基金经理: what a manager runs is a product, his employer is told elsewhere. */
function isFund(role: RoleSpan, org: OrgSpan): boolean {
  return (
    /基金经理$/u.test(role.text) && !/(?:资管|资产|证券|保险|公司|银行|(?<![型数题利债]|管理)基金)$/u.test(org.text)
  );
}

/** 免去X的|自然资源部|部长职务: all that stands between 的 and the office. */
function ownerBefore(text: string, role: RoleSpan, floor: number): OrgSpan | null {
  const match = /的(?<name>\p{Script=Han}{2,14})$/u.exec(text.slice(floor, role.start));
  if (!match) return null;
  const start = role.start - match.groups!['name']!.length;
  return { start, end: role.start, text: match.groups!['name']! };
}

/** The office that is given up or taken: 免去A、B的|全国人大常委会法制工作委员会|副主任职务, 辞去|公司|总经理. */
function objectOf(view: SentenceView, trigger: Trigger, leaver: Leaver): RoleSpan | undefined {
  const { text } = view;
  const { person } = leaver;
  if (trigger.kind === 'removes' && person && leaver.view === view && person.start >= trigger.end) {
    const of = /^[^，。；]{0,60}?的/u.exec(text.slice(person.spanEnd));
    const from = of ? person.spanEnd + of[0].length : person.spanEnd;
    return view.roles.find(
      (r) => r.start >= from && r.start - from <= 40 && !/[，。；]/u.test(text.slice(from, r.start)),
    );
  }
  return view.roles.find((r) => r.start >= trigger.end && r.start - trigger.end <= 20);
}

/** Sentences back in which the organisation may stand that a text speaks of without naming it again. */
const TOPIC_SENTENCES = 8;

/** The organisation that a place speaks of: the best of its sentence, else of the sentences before, else of the rest of the sentence. */
function topicOf(
  people: PeopleView,
  view: SentenceView,
  at: number,
  looksAhead = true,
): { view: SentenceView; org: OrgSpan } | null {
  const best = (v: SentenceView, limit: number): OrgSpan | null => {
    const weighed = v.orgs
      .filter((o) => isApart(v, o) && o.end <= limit)
      .map((org) => ({ org, weight: topicWeight(people, v, org, v === view) }))
      .filter(({ weight }) => weight > -2);
    return weighed.sort((a, b) => b.weight - a.weight || b.org.start - a.org.start)[0]?.org ?? null;
  };
  const before = best(view, at);
  if (before) return { view, org: before };
  for (let back = view.index - 1; back >= Math.max(0, view.index - TOPIC_SENTENCES); back--) {
    if (people.isOtherItem(view.index, back)) continue;
    const other = people.at(back);
    const org = best(other, other.text.length);
    if (org) return { view: other, org };
  }
  if (!looksAhead) return null;
  const after = best(view, view.text.length);
  if (after) return { view, org: after };
  for (let i = view.index + 1; i <= view.index + 2 && i < people.length; i++) {
    if (people.isOtherItem(view.index, i)) break;
    const org = best(people.at(i), people.at(i).text.length);
    if (org) return { view: people.at(i), org };
  }
  return gluedSomewhere(people, view);
}

/** 蜂巢云CTO出走。首席技术官X已离职: the organisation glued to an office of a sentence before, or of the one behind. */
function gluedSomewhere(people: PeopleView, view: SentenceView): { view: SentenceView; org: OrgSpan } | null {
  for (let i = Math.min(people.length - 1, view.index + 1); i >= Math.max(0, view.index - TOPIC_SENTENCES); i--) {
    if (people.isOtherItem(view.index, i)) continue;
    const other = people.at(i);
    for (const role of other.roles) {
      const { org } = organisationBefore(other.text, role, other.orgs, 0);
      if (org && org.text.length > 2 && isApart(other, org)) return { view: other, org };
    }
  }
  return null;
}

/** 国家金融监督管理总局, 证监会, 某某日报, 天眼查App */
const OVERSEER =
  /(?:监督管理总?局|监管总?局|证监会|银保监会|金融监管总局|交易所|法院|检察院|协会官?网?|官网|网站|纪委|监委|国资委|组织部|人大常委会|省委|日报|晚报|时报|晨报|早报|新闻|财经|周刊|36氪|虎嗅|晚点|财新|澎湃|通讯社|媒体|天眼查|企查查|脉脉|微博|微信|朋友圈|领英|抖音号|公众号)(?:App)?$/u;

/** A subject weighs more than an object; a company one joins, buys or is compared with is not the one that is left. */
function topicWeight(people: PeopleView, view: SentenceView, org: OrgSpan, isOwnSentence: boolean): number {
  const before = view.text.slice(Math.max(0, org.start - 6), org.start);
  const after = view.text.slice(org.end, org.end + 8);
  let weight = Math.min(2, people.mentions(org.text) / 2);
  if (/(?:^|[，。；：“「【）]|继|作为|的|据|针对“)$/u.test(before)) weight += 1;
  if (/^(?:今日|昨日|近日|\d{1,2}日|晚间)?(?:公告|宣布|回应|披露|董事会|证实|发布|股份|称|说)|^[（(]/u.test(after))
    weight += 1.5;
  // A regulator approves and a newspaper reports: nobody's employer unless an office is glued to it.
  if (OVERSEER.test(org.text)) weight -= 8;
  // 基金管理人名称：|甲基金管理有限公司: a line of a form.
  if (
    /(?:管理人|公司|企业|发行人|机构)(?:名称|全称)[：\s]*$/u.test(
      view.text.slice(Math.max(0, org.start - 10), org.start),
    )
  )
    weight += 3;
  if (isElsewhere(view, org, before, isOwnSentence) || /^(?:报道|记者|讯|获悉|消息|收购的)/u.test(after)) weight -= 4;
  if (/(?:在|于|向|与|同|对|把|给)$/u.test(before)) weight -= 2;
  // 大股东嘉穗集团委派: an owner.
  if (/(?:股东|实控人|控制人)$/u.test(before)) weight -= 3;
  // 甲集团宣布，子公司|乙美妆|创始人X离任: of a parent and its subsidiary the one whose office is left.
  if (isLeftHere(view, org)) weight += 2;
  return weight;
}

/** Companies that a text names beside the one it speaks of: joined, bought, competed with, invested by, or of a career before. */
function isElsewhere(view: SentenceView, org: OrgSpan, before: string, isOwnSentence: boolean): boolean {
  const clause = view.text.slice(Math.max(0, org.start - 34), org.start);
  // 2009年加入|甲公司: how a career came to the company that is left.
  if (/\d{4}年(?:\d{1,2}月)?(?:正式)?(?:加入|加盟|入职)$/u.test(clause)) return false;
  return (
    /(?:加入|入职|收购|跳槽至|跳槽到|转投|转战|投奔|对手|相比|媒体|来自|创办了?|出任|会去|去了?)$/u.test(before) ||
    /(?:去向|下一站)[^，。；]{0,10}$|(?:竞争对手|老对手|投资方|领投方|客户|供应商|合作伙伴)[^，。；]{0,14}$/u.test(
      clause,
    ) ||
    // 曾任甲公司副总裁，去年离职 leaves it; a career told in another sentence does not.
    (!isOwnSentence && /(?:历任|曾任|曾在|曾于|曾是|先后任|先后在|早年)[^，。；]{0,30}$/u.test(clause))
  );
}

/** An office of this company stands right behind it in a sentence of leaving, and is not a former one. */
function isLeftHere(view: SentenceView, org: OrgSpan): boolean {
  return (
    findTriggers(view.text).length > 0 &&
    !/(?:[前原任]|转任[^，。；]{0,6}|调任[^，。；]{0,6}|赴[^，。；]{0,6}|关联公司)$/u.test(
      view.text.slice(Math.max(0, org.start - 10), org.start),
    ) &&
    view.roles.some((r) => r.start >= org.end && r.start - org.end <= 1)
  );
}

/** 商业化互联 in 商业化互联网行业负责人 is part of an office, no company. */
function isApart(view: SentenceView, org: { start: number; end: number }): boolean {
  return (
    !view.roles.some((r) => org.start >= r.start && org.start < r.end) &&
    !view.persons.some((p) => org.start < p.spanEnd && p.start < org.end)
  );
}
