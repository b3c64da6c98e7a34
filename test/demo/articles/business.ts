/** Xiaohongshu's (小红书) figures and plans, retold from public reports. */
import type { DemoText } from '../site.ts';

export const valuation: DemoText = {
  title: '估值三个月涨了50亿美元，小红书的电商牌打到哪一步了',
  author: '数潮编辑部',
  lead: '月活3.5亿、估值310亿美元，小红书一边治理热搜，一边给电商让出首页入口。',
  paragraphs: [
    '一个每月有3.5亿人打开的应用，值多少钱？据彭博社援引一家投资基金披露的组合信息，截至2025年6月底，小红书的估值为310亿美元，而同年3月这个数字是260亿美元。',
    '三个月涨了50亿美元，市场看中的不只是人多。今年以来，小红书在电商上的动作一个接一个：招运营服务商，缩短商家回款的账期，把评论区里的商品链接放得更开。到了8月末，应用底部那一排按钮里，“热门”被换成了“市集”。',
    '价格牌也打了出来。从2025年9月1日至2026年8月31日，每个商家的前100万元支付交易额只收0.6%的技术服务费，其余的基础服务费免掉。对刚起步的小店来说，这等于先送一年的试用期。',
    '另一张牌是借力。面向双十一，小红书再次和淘宝天猫推进“红猫计划”，笔记里种下的草，可以一路走到天猫的购物车。仓库、物流和客服这些又重又慢的活儿，交给本来就擅长的人去做。',
    '热闹背后也有提醒。监管部门刚因为热搜榜单的管理问题约谈了小红书，公司回应说接受处理，并成立了专门小组整改。内容社区靠的是信任，广告多一条，信任就少一分，这笔账最难算。',
    '短板同样摆在明面上：标准品不够全，大品牌不够多，发货和售后比不过老牌平台。更难改的是习惯，很多人来这里是为了看，不是为了买。好比走进书店喝咖啡，咖啡不错，可下次口渴时未必想起书店。',
  ],
};

export const valuationReworded: DemoText = {
  title: '小红书估值达310亿美元，加码电商底气何在',
  author: '小编',
  lead: '三个月上涨50亿美元，小红书的电商动作与短板一次看懂。',
  paragraphs: [
    '每月有3.5亿人打开的小红书，现在值多少钱？彭博社援引一家投资基金的组合信息称，2025年6月底小红书的估值为310亿美元，而3月的数字还是260亿美元。',
    '短短三个月涨了50亿美元，市场看重的不光是人多。小红书今年在电商上动作不断：招募运营服务商，缩短商家的回款账期，放开评论区里的商品链接。8月末，应用底部按钮里的“热门”也让位给了“市集”。',
    '借力是另一张牌。双十一之前，小红书和淘宝天猫再推“红猫计划”，在笔记里种了草的人，可以直接走到天猫的购物车。又重又慢的仓库、物流、客服，就交给擅长的人。',
    '价格牌同样打了出来：2025年9月1日至2026年8月31日，商家前100万元的支付交易额，只收取0.6%的技术服务费，免掉其余基础服务费。刚起步的小店等于拿到了一年试用期。',
    '短板也摆在明面上：大品牌少，标准品少，售后和发货不如老牌平台。习惯更难改，很多人来这里是看而不是买，就像走进书店喝了杯不错的咖啡，下次口渴却未必想起书店。',
    '热闹背后还有提醒。因为热搜榜单的管理问题，监管部门刚约谈过小红书，公司回应称接受处理，成立专门小组整改。内容社区靠信任吃饭，多一条广告就少一分信任，这笔账不好算。',
  ],
};

export const gmvFlash: DemoText = {
  title: '小红书2024年电商GMV超4000亿元，同比增长45%',
  author: '快讯台',
  lead: '小红书2024年电商GMV超过4000亿元，同比增长45%。',
  paragraphs: [
    '据多家媒体报道，2024年小红书电商GMV超过4000亿元，同比增长45%。同一年里，头部短视频平台的电商规模已经以万亿元计，小红书的体量仍小，但增速更快。报道认为，不少用户在站内看完推荐后会转到别的平台下单，如何把这部分交易留住，是它接下来的功课。',
  ],
};

export const redCatFlash: DemoText = {
  title: '小红书与淘宝天猫官宣“红猫计划”，笔记可直达商品页',
  author: '快讯台',
  lead: '红猫计划上线，广告笔记可以挂淘宝天猫的商品链接。',
  paragraphs: [
    '5月，小红书与淘宝天猫共同宣布“红猫计划”。参与计划的品牌可以在种草笔记下方挂出广告链接，读者点开后直接进入淘宝天猫的商品页面。首批开放的类目包括快消、运动户外和大健康，其他类目将视效果逐步放开。平台方面表示，计划会把投放和成交的数据打通，方便品牌判断一篇笔记的价值。',
  ],
};

export const redCatEnglish: DemoText = {
  title: 'Taobao opens a side door into Xiaohongshu notes',
  author: 'Ilya Brandt',
  lead: 'Under the Red Cat Plan, readers can jump from a sponsored note to a Tmall product page.',
  paragraphs: [
    'Shoppers who fall for a lamp or a lipstick on Xiaohongshu used to copy its name and search for it elsewhere. Under the Red Cat Plan, announced with Taobao and Tmall in May 2025, a sponsored note may carry a link that opens the product page directly.',
    'For brands the attraction is measurement. They have long paid for notes without knowing which of them led to a sale. Linked notes leave a trail from the first glance to the till.',
    'The conditions keep small shops out for now. Participating merchants need a company account and a daily advertising budget of 5,000 yuan, and only three categories were admitted at first: everyday consumer goods, sports and outdoor gear, and health products.',
    'Xiaohongshu counts about 350 million monthly active users. Turning even a small share of their wish lists into orders would matter to both sides.',
  ],
};

export const marketTab: DemoText = {
  title: '首页多了一个“市集”，小红书把货架搬进了双列流',
  author: '晨报记者 阿檀',
  lead: '底部导航换上“市集”，前百万交易额只收0.6%。',
  paragraphs: [
    '八月的最后几天，打开小红书的人会发现底部导航变了样：原来写着“热门”的地方，现在写着“市集”。点进去不是一排排货架，而是熟悉的双列瀑布，左一张笔记，右一场直播，商品就藏在内容里。',
    '对平台来说，这个位置的含义不言自明。导航栏一共就那么几格，给谁留一格，就是在告诉所有部门今年的重点在哪里。',
    '配套的优惠随后跟上。自9月1日起的一年内，商家前100万元的支付交易额只收取0.6%的技术服务费。设想一位卖手工陶器的店主（人物虚构，为演示而写）：按她去年的流水，省下来的钱够再请半个打包的人。',
    '不过对她来说，省钱不是来开店的理由。真正打动她的是评论区：有人追问杯子能不能进洗碗机，有人晒出磕了口的照片问怎么修。“在货架平台上，他们只会点退货。”',
  ],
};

export const freeFees: DemoText = {
  title: '百万免佣之后，小红书上的小店过得怎么样',
  author: '旧仓库值班员',
  lead: '免掉的佣金变成了快递盒，也变成了加班费。',
  paragraphs: [
    '小红书的免佣政策实施已近四个月，我们替三家想象中的小店算了算账，想知道省下来的钱会去哪里（店主均为虚构人物，文章为演示而写）。',
    '第一家做植物染围巾，老板把省下的佣金换成了更厚的快递盒。她说退货里有一半是压坏的，盒子厚一毫米，差评少一半。',
    '第二家卖复刻老相机背带，政策出来以后订单多了三成，人手却没跟上，省下来的钱全变成了加班费。',
    '第三家最冷静。店主是做财务出身，她在墙上贴了一张表，写着优惠到2026年8月31日结束。“免费的时候就要按收费的算账，不然到那天会很难看。”',
    '三家店有一个共同的感受：在小红书开店，客人问得多、买得慢，可买了以后会回来讲一讲用得怎么样。',
  ],
};

export const agencyDiary: DemoText = {
  title: '看完今年的WILL商业大会，说点投放人的实话',
  author: '半糖去冰',
  lead: '台上讲效果，台下算转化，聊聊投放人的感受。',
  paragraphs: [
    '前阵子小红书开了WILL商业大会，朋友圈里一片叫好。我在代理公司做了六年投放，也说几句自己的感受。（发帖人是演示里的虚构人物。）',
    '好的地方：总算开始讲效果了。以前提案只能讲曝光和互动，客户听得直打哈欠，现在能从笔记一路看到下单，底气足了不少。',
    '没想通的地方：负责广告、内容审核和电商的团队各看各的指标，我们做一场“种草加成交”的活动，要拉三个群，开四次会，最后谁也说不清这单算谁的。',
    '还有一个数字让我犹豫。行业里有文章说小红书月活是2.6亿，另一些报道写的是3.5亿，差了将近一个亿；估值也有两个版本，九月的报道说310亿美元，近来有文章说已经超过500亿美元。提案里该写哪个？有知道口径的朋友请指教。',
  ],
};
