/** Where somebody who leaves goes to. */
import type { ClaimStatus } from '../types.ts';
import type { Trigger } from './_departure-cues.ts';
import type { Place } from './_departure-record.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

const GOES_TO =
  /(?<verb>(?:重新)?加入|加盟|入职|跳槽至|跳槽到|跳槽去|转投|投奔|下一站(?:或|可能|将|预计|据传)?[是为系]|创办了?|(?:随后|后来|离职后)(?:创办|创立|成立|创建)了?|筹备|去了|投身于?|会去|转至)(?<filler>(?:公司|集团)?(?:控股股东|母公司|子公司|关联公司|兄弟公司|(?:同行业|同业|业内)的?(?![，。]))|(?:当下)?(?:备受|颇受|炙手)[^，。；！？]{0,8}的|(?:另一家|一家|同行|同业|竞争对手|老对手)[^，。；]{0,14}?(?:公司|企业|车企|机构|平台|同业|对手)(?=[\p{Script=Han}]{2,8}(?:[，。]|任|担任)))?(?<org>自己的[\p{Script=Han}A-Za-z]{2,10}?|(?![一二三四五六七八九十两几数\d]+[年个]|了)[\p{Script=Han}A-Za-z0-9“”·]{2,24}?)(?=的|(?:可能|传闻|首席|副总裁|担任|，|。|；|！|$|,|任|出任|负责|\s|、))/gu;

/** 一家百亿私募, 外资投行, 某头部公募基金: a kind of company is nobody's name. */
const NO_NAME =
  /^(?:某|一家(?=.{0,8}(?:私募|公募|券商|投行)))|^(?:(?:外资|头部|知名|百亿|大型|具身智能|人工智能|AI|新能源)(?:创业公司|初创公司|投行|私募(?:基金)?|公募基金?|券商|车企|互联网公司))$/u;

/** 调任公司控股股东|甲集团|副总经理, 转赴母公司|乙金控|担任, 转任同业|丙纺织, 转岗|市文旅局: where a word of moving leads. */
const MOVES_TO =
  /(?:转赴|转任|调任|调往|调至|赴任|前往|前去|转岗(?:至|到)?)(?:公司|集团|上述)?(?<kin>(?:的)?(?:控股股东|母公司|子公司|关联公司|兄弟公司|同行业的?|同业的?))?(?<name>[\p{Script=Han}A-Za-z0-9·]{2,16}?)(?=担任|出任|任(?!何)|工作|，|。|；|$|党|副|董事|监事|总经理|总裁|主任|局长|行长)/gu;

/** Names that a word of moving may lead to without the finder of organisations knowing them: 市文旅局, 省国资委. */
const PUBLIC_BODY = /^\p{Script=Han}{2,10}(?:局|委|厅|委员会|管委会|政府)$/u;

function movedTo(view: SentenceView, from: number, left: string | null): { place: Place; status: ClaimStatus } | null {
  for (const match of view.text.slice(from).matchAll(MOVES_TO)) {
    const { kin = '', name } = match.groups as { kin?: string; name: string };
    const end = from + match.index + match[0].length;
    const at = end - name.length;
    const org = view.orgs.find((o) => o.start === at && !/^首席/u.test(o.text));
    const place = org ?? (kin !== '' || PUBLIC_BODY.test(name) ? { start: at, end } : null);
    if (!place) continue;
    const text = view.text.slice(place.start, place.end);
    if (NO_NAME.test(text) || (left && (text.includes(left) || left.includes(text)))) continue;
    const lead = view.text.slice(Math.max(0, from + match.index - 6), from + match.index);
    return { place: placeIn(view, place.start, place.end), status: /[将拟]/u.test(lead) ? 'planned' : 'reported' };
  }
  return null;
}

/** The company that opens a sentence and takes on there who left another one; it says so itself. */
export function hirerOf(
  people: PeopleView,
  name: string | null,
  left: string | null,
): { place: Place; status: ClaimStatus } | null {
  if (name === null || left === null) return null;
  for (let i = 0; i < Math.min(people.length, HIRING_SENTENCES); i++) {
    const text = people.text(i);
    const at = text.indexOf(name);
    if (at < 0 || !HIRES.test(text)) continue;
    const view = people.at(i);
    const org = view.orgs.find((o) => o.end <= at);
    if (!org || org.start > 6 || org.text.includes(left) || left.includes(org.text)) continue;
    if (isTakenOn(text.slice(org.end, at), text.slice(at + name.length)))
      return { place: placeIn(view, org.start, org.end), status: 'confirmed' };
  }
  return null;
}

/** What stands between the company and the person, and behind the person. */
function isTakenOn(between: string, after: string): boolean {
  return (
    // 青橙优选|新任首席运营官|X|已到岗
    (/^新任[^，。；]{0,12}$/u.test(between) && /^(?:已|正式)?(?:到岗|上任|履新)/u.test(after)) ||
    // 极岸机器人|宣布，前图屿科技AI负责人|X|正式加盟
    (/宣布|官宣|公告/u.test(between) && /^[^，。；]{0,4}(?:加盟|加入|入职|出任|担任|获任)/u.test(after)) ||
    // 百川优选|今日宣布，任命前鲸屏视频副总裁|X|为首席增长官
    (/^(?:[^，。；]{0,8}(?:宣布|公告|官宣|发布)[^。；]{0,20})?(?:，)?(?:正式)?(?:任命|聘任|聘请|委任|迎来)/u.test(
      between,
    ) &&
      /^(?:先生|女士)?(?:为|担任|出任)/u.test(after))
  );
}

const HIRES = /任命|聘|委任|迎来|加盟|加入|入职|出任|到岗|上任|履新/u;
/** The news of a hiring stands at the top; the leaving is told as the career behind it. */
const HIRING_SENTENCES = 3;

/** 2019年加入甲公司, 此前曾加入乙公司: a step of the career before; nobody goes to the company he leaves. */
function isCareer(head: string, match: RegExpMatchArray, left: string | null): boolean {
  const org = match.groups!['org']!;
  if (left && (org.includes(left) || left.includes(org))) return true;
  const clause = /[^，。；]*$/u.exec(head)![0];
  return (
    /^(?:加入|加盟|入职|创办了?|筹备)$/u.test(match.groups!['verb']!) &&
    (/\d{4}年|(?:去|前|同)年[^，。；]{0,8}$|毕业后|此前|曾(?!经?(?:表示|称))|早年/u.test(clause) ||
      /^后(?!将)/u.test(match[0].slice(-1)))
  );
}

/** 副总经理甲辞职。副总经理乙辞职后将前往丙集团: the sentence behind speaks of another person. */
function isOfSomebodyElse(view: SentenceView, at: number, name: string | null): boolean {
  const before = view.persons.filter((p) => p.spanEnd <= at);
  return before.length > 0 && !before.some((p) => p.name === name);
}

export function nextEmployerOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  left: string | null,
  name: string | null,
): { place: Place; status: ClaimStatus } | null {
  for (const index of [view.index, view.index + 1]) {
    if (index >= people.length) break;
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    const from = index === view.index ? trigger.end : 0;
    const isOthers = (at: number): boolean => index !== view.index && isOfSomebodyElse(other, at, name);
    const match = [...text.slice(from).matchAll(GOES_TO)].find(
      (m) => !isCareer(text.slice(0, from + m.index), m, left) && !isOthers(from + m.index),
    );
    if (!match) {
      // 调往 and 转岗 are words of leaving and lead to a place themselves.
      const isOwn = index === view.index && /^[调转]/u.test(trigger.word);
      const moved = movedTo(other, isOwn ? trigger.start : from, left);
      if (moved && !isOthers(moved.place.start - other.sentence.start)) return moved;
      continue;
    }
    const org = match.groups!['org']!;
    const start = from + match.index + match[0].length - org.length;
    if (
      /^(?:公司|本公司|以来|前|之前|后|竞争对手|对手|哪|什么)|前$|^(?:C[A-Z]O|董事长|总经理|总裁)$/u.test(org) ||
      NO_NAME.test(org)
    )
      continue;
    const clause = text.slice(Math.max(0, from + match.index - 16), start + org.length + 12);
    // 双方均未回应: nobody of those who would know says so.
    const status: ClaimStatus = /否认/u.test(text.slice(start))
      ? 'denied'
      : /(?:未|没有)(?:予)?(?:作出|做出)?(?:回应|置评)|不予置评/u.test(text.slice(start)) ||
          /或|可能|传|猜测|据说|疑/u.test(clause)
        ? 'rumoured'
        : /将(?:于|加入)|计划|拟/u.test(clause)
          ? 'planned'
          : 'reported';
    return { place: placeIn(other, start, start + org.length), status };
  }
  return null;
}
