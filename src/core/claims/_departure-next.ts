/** Where somebody who leaves goes to. */
import type { ClaimStatus } from '../types.ts';
import type { Trigger } from './_departure-cues.ts';
import type { Place } from './_departure-record.ts';
import { placeIn, type PeopleView, type SentenceView } from './_people-view.ts';

const GOES_TO =
  /(?<verb>(?:重新)?加入|加盟|入职|跳槽至|跳槽到|跳槽去|转投|投奔|下一站是|下一站为|创办了?|筹备|去了|投身于?|会去|转至)(?<filler>(?:当下)?(?:备受|颇受|炙手)[^，。；！？]{0,8}的|(?:另一家|一家|同行|同业|竞争对手|老对手)[^，。；]{0,14}?(?:公司|企业|车企|机构|平台|同业|对手)(?=[\p{Script=Han}]{2,8}(?:[，。]|任|担任)))?(?<org>自己的[\p{Script=Han}A-Za-z]{2,10}?|(?![一二三四五六七八九十两几数\d]+[年个]|了)[\p{Script=Han}A-Za-z0-9“”·]{2,24}?)(?=的|(?:可能|传闻|首席|副总裁|担任|，|。|；|！|$|,|任|出任|负责|\s|、))/gu;

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

export function nextEmployerOf(
  people: PeopleView,
  view: SentenceView,
  trigger: Trigger,
  left: string | null,
): { place: Place; status: ClaimStatus } | null {
  for (const index of [view.index, view.index + 1]) {
    if (index >= people.length) break;
    const other = people.at(index);
    if (other.sentence.field !== view.sentence.field) break;
    const text = other.text;
    const from = index === view.index ? trigger.end : 0;
    const match = [...text.slice(from).matchAll(GOES_TO)].find(
      (m) => !isCareer(text.slice(0, from + m.index), m, left),
    );
    if (!match) continue;
    const org = match.groups!['org']!;
    const start = from + match.index + match[0].length - org.length;
    if (/^(?:公司|本公司|以来|前|之前|后|竞争对手|对手|哪|什么)|^(?:C[A-Z]O|董事长|总经理|总裁)$/u.test(org)) continue;
    const clause = text.slice(Math.max(0, from + match.index - 16), start + org.length + 12);
    const status: ClaimStatus = /否认/u.test(text.slice(start))
      ? 'denied'
      : /或|可能|传|猜测|据说|疑/u.test(clause)
        ? 'rumoured'
        : /将(?:于|加入)|计划|拟/u.test(clause)
          ? 'planned'
          : 'reported';
    return { place: placeIn(other, start, start + org.length), status };
  }
  return null;
}
