import type { ClaimKind } from './_claim-kind.ts';
import { departureClaim } from './_departure-record.ts';
import { departuresIn } from './_departures.ts';

/** An executive leaves, in one of the ways that change_type names. All persons and companies of the examples are invented. */
export const executiveDeparture: ClaimKind = {
  id: 'executive_departure',
  label: 'An executive leaves',
  surface: ['person', 'aliases', 'org', 'department', 'role', 'date', 'successor', 'next_employer'],
  find: (article) => departuresIn(article).map((draft) => departureClaim(draft, 'executive_departure@1')),
  examples: [
    {
      text: '云岫社区商业化负责人陆沉舟（花名：砚台）已于上周五离职。',
      publishedAt: '2025-09-10',
      args: { person: '陆沉舟', org: '云岫社区', date: '上周五', date_iso: '2025-09-05', change_type: 'unspecified' },
      status: 'reported',
    },
    {
      text: '北麓股份（300000）公告，董事会于近日收到副总经理谢知微女士的书面辞职报告，谢知微因个人原因辞去副总经理职务。',
      args: { person: '谢知微', role: ['副总经理'], change_type: 'resign' },
      status: 'confirmed',
    },
    {
      text: '青柚直播宣布，首席运营官贺知远将于12月31日卸任，由林予安接任。',
      publishedAt: '2025-11-20',
      args: { person: '贺知远', successor: '林予安', date_iso: '2025-12-31' },
      status: 'planned',
    },
    {
      text: '青柚直播副总裁林予安、贺知远先后离职。',
      args: { person: '贺知远', role: ['副总裁'] },
    },
    {
      text: '股东大会同意免去陆沉舟先生的董事职务。',
      args: { person: '陆沉舟', role: ['董事'], change_type: 'dismiss' },
    },
    {
      text: '网传云岫社区首席技术官谢知微或将离职。',
      args: { person: '谢知微', org: '云岫社区' },
      status: 'rumoured',
    },
    {
      text: '云岫社区否认首席技术官谢知微离职，称系谣言。',
      args: { person: '谢知微' },
      status: 'denied',
    },
    {
      text: '云岫社区创始人林予安卸任CEO，继续担任董事长。',
      args: { person: '林予安', partial: true },
    },
    {
      text: '云岫社区算法负责人贺知远（薯名：听雨）去年加入。今年7月，听雨离开公司，去向未明。',
      publishedAt: '2025-08-02',
      args: { person: '贺知远', date_iso: '2025-07' },
    },
    {
      text: '青柚直播今日宣布，任命前云岫社区副总裁谢知微为首席增长官。谢知微上月刚刚从云岫社区离职。',
      publishedAt: '2025-08-02',
      args: { person: '谢知微', org: '云岫社区', next_employer: '青柚直播', next_status: 'confirmed' },
    },
    {
      text: '青柚直播公告，副总裁林予安申请辞去副总裁职务，辞职后将前往控股股东北麓集团任职。',
      args: { person: '林予安', next_employer: '北麓集团', next_status: 'planned', partial: false },
    },
    {
      text: '青柚直播公告，免去贺知远的首席风险官职务。贺知远将担任公司副总经理。',
      args: { person: '贺知远', partial: true },
    },
    {
      text: 'Omar Haddad resigned as chief executive of Fernbay. Haddad will remain with the company as a senior adviser.',
      lang: 'en',
      args: { person: 'Omar Haddad', partial: true },
    },
    {
      text: '青柚直播昨日公告，首席财务官谢知微因个人原因辞任，将协助公司完成交接至9月30日。',
      publishedAt: '2025-09-03',
      args: { person: '谢知微', date_iso: '2025-09-30' },
      status: 'planned',
    },
    {
      text: '9月3日，公司在内部信里告诉员工：青柚直播首席技术官贺知远离职。',
      publishedAt: '2025-09-03',
      args: { person: '贺知远' },
      status: 'confirmed',
    },
    {
      text: '青柚直播多名员工向《云岫日报》证实，首席技术官贺知远上周已办理完离职手续。',
      publishedAt: '2025-09-03',
      args: { person: '贺知远', date_iso: '2025-W35' },
      status: 'reported',
    },
    {
      text: '有自媒体爆料称，青柚直播副总裁贺知远即将离职。对此，青柚直播相关负责人回应称，该消息不实。',
      args: { person: '贺知远' },
      status: 'denied',
    },
    {
      text: 'Fernbay said on Wednesday that Marta Lindqvist, its chief financial officer, would step down at the end of September.',
      lang: 'en',
      publishedAt: '2025-06-20',
      args: { person: 'Marta Lindqvist', date_iso: '2025-09' },
      status: 'planned',
    },
    {
      text: '前云岫社区副总裁谢知微加盟青柚直播。',
      args: { person: '谢知微', org: '云岫社区', next_employer: '青柚直播', background: true },
    },
    {
      text: '青柚直播公告，独立董事谢知微申请辞职，其辞职报告将在股东大会选举产生新任独立董事后生效，在此之前，谢知微将继续履行职责。',
      args: { person: '谢知微', org: '青柚直播' },
      status: 'planned',
    },
    {
      text: '青柚直播11月20日发布公告，首席财务官谢知微因家庭原因辞任，自2025年12月31日起生效。公司感谢她的贡献。接替她的是有二十年零售经验的林予安。',
      publishedAt: '2025-11-20',
      args: { person: '谢知微', date_iso: '2025-12-31', successor: '林予安', change_type: 'resign' },
      status: 'planned',
    },
    {
      text: '云岫社区创始人林予安宣布将CEO一职交给首席产品官贺知远，自己只保留董事长职务。',
      args: { person: '林予安', successor: '贺知远', partial: true },
    },
    {
      text: '青柚直播聘任贺知远为公司总经理。因任期届满，原总经理陆沉舟不再担任公司高级管理人员。',
      args: { person: '陆沉舟', successor: '贺知远', org: '青柚直播' },
    },
    {
      text: '董事長陸沉舟請辭，由總經理林予安暫代。',
      lang: 'zh-Hant',
      args: { person: '陸沉舟', successor: '林予安' },
    },
    {
      text: 'Cloudorchard said chief designer Marta Lindqvist has resigned and will be succeeded by Omar Haddad.',
      lang: 'en',
      args: { person: 'Marta Lindqvist', org: 'Cloudorchard', role: ['chief designer'], successor: 'Omar Haddad' },
      status: 'confirmed',
    },
    {
      text: 'Fernbay finance chief Marta Lindqvist resigned on Monday, whereas chief executive Omar Haddad has no plans to leave.',
      lang: 'en',
      publishedAt: '2025-09-10',
      args: { person: 'Marta Lindqvist', date_iso: '2025-09-08', partial: false },
      status: 'reported',
    },
    {
      text: 'The chairman of Fernbay resigned on Monday. Omar Haddad, who had led the board since 2018, cited his health.',
      lang: 'en',
      publishedAt: '2025-09-10',
      args: { person: 'Omar Haddad', org: 'Fernbay', role: ['chairman'], date_iso: '2025-09-08' },
    },
    {
      text: 'Fernbay ousted its chief executive, Omar Haddad, on Tuesday.',
      lang: 'en',
      publishedAt: '2025-09-10',
      args: { person: 'Omar Haddad', change_type: 'dismiss', date_iso: '2025-09-09' },
    },
  ],
  counterexamples: [
    '鉴于激励对象中陆沉舟、谢知微已离职，公司拟回购其持有的限制性股票。',
    '上半年员工离职率升至两成。',
    '若董事长辞职，副董事长代行其职责。',
    '“流量见顶了，”一位前云岫社区高管说。',
    '云岫社区聘请三位外部顾问。',
    '上月，老林辞职开起了网约车。',
    '与会代表建议，稳妥推进延迟退休改革。',
    '旧版后台正式退休，商家迁往新系统。',
    '云岫社区退出欧洲市场。',
    '谁该为这次宕机引咎辞职？',
    '根据协议，总经理陆沉舟承诺自交割之日起三年内不主动离职。',
    '云岫社区原总编辑谢知微因病逝世，享年71岁。',
    '谢知微，女，2011年任云岫社区总经理，2020年退休。',
    'Chief Executive Marta Lindqvist has not said when she will retire.',
    'If the chair were to leave, the fund would need a new sponsor.',
    'Cloudorchard is retiring its old seller app.',
    '"The algorithm was never the point," said a former Cloudorchard executive.',
  ],
};
