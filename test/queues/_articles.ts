/** Pages for the tests of the steps. Written for them; the company, its people and all that happens are invented. */

const REPORT = `听潮网络首席运营官宋砚青离职

来源：潮汐商业观察 2025-11-03 09:20

听潮网络（虚构的公司）首席运营官宋砚青（花名：小满）已于2025年11月离职。公司内部邮件显示，她的最后工作日是11月1日。

宋砚青在听潮网络工作了六年，先后主管过客服、仓配和商家运营三条线。她主持的“夜航计划”把订单的平均发货时间从三十一小时压到十九小时，公司上下都记得那个夏天的通宵会议。

听潮网络2024年营收达到82亿元，同比增长26%。接近公司的人士说，接任人选会在年底前公布，眼下由总裁办公室代管运营团队。

多位商家对记者表示，他们最关心的是明年的仓储费率会不会变。一位在平台上卖了四年茶具的店主说，换人不要紧，规则别换得太勤就好。`;

/** The same report as another site carries it: a new introduction, a promotion line, the rest word for word. */
const COPY = `重磅！听潮网络运营一把手走了

2025-11-03 15:02

小编按：电商圈又有人事变动，一起来看看这篇报道。

${REPORT.split('\n').slice(4).join('\n')}

扫码添加客服，进群领取2026年开店资料。`;

const OTHER = `听潮网络开放直播间排班工具

2025-11-04 10:11

听潮网络（虚构的公司）今天上线了一个给小商家用的排班工具，一张表就能把主播、助播和客服的班次排好。首批开放给三千家店铺试用，春节前全部放开。

产品负责人介绍，工具会记住每个人最能聊的时段，自动避开连续夜班。试用的店主说，终于不用在群里一个个问了。`;

const NOBODY = `城南菜市场周末换了新招牌

2025-11-04 08:00

城南菜市场的旧招牌挂了二十年，这个周末终于换了下来。新招牌用的是摊主们自己写的字，每个摊位一块，远远看去热闹得很。
卖豆腐的老周说，自己练了三个晚上毛笔字，写坏了半刀纸。来买菜的街坊站着看了半天，说还是豆腐两个字写得最好。`;

export const PAGES = { REPORT, COPY, OTHER, NOBODY } as const;

export const WATCH = {
  id: 'tingchao',
  name: '听潮网络',
  names: ['听潮网络'],
  people: [{ name: '宋砚青', aliases: [{ text: '小满', kind: '花名' }] }],
};
