/** Everything else a news site carries. No watched company is named in these texts. */
import type { DemoText } from '../site.ts';

export const freight: DemoText = {
  title: '年底海运舱位松动，货代开始主动打电话了',
  author: '码头望潮',
  lead: '华南到欧洲的报价一周回落，卖家终于等到货代来电。',
  paragraphs: [
    '十一月还要求着货代留舱位的卖家，这两周接到了久违的推销电话。华南到欧洲基本港的报价从高点回落，有的航线一个星期就少了两成。',
    '船公司的解释是新船集中下水，加上节前备货的高峰已过。一家货代公司的销售主管打了个比方：食堂多开了三个窗口，偏偏又赶上放学晚了，排队的人自然就散了。',
    '便宜归便宜，老卖家提醒新手别急着把一年的货都发出去。仓租不会跟着运费一起降，货到得太早，省下的运费还不够付库存的房租。',
    '也有人趁机重谈合同，把临时价换成季度价，再加上一条“低于市场价一成可以重议”。这一条写进去不容易，但写进去的人今年都睡得比较好。',
  ],
};

export const warehouse: DemoText = {
  title: '波兰仓一夜爆满：冬天的卖家都在抢什么',
  author: '快讯台',
  lead: '取暖垫和雪地靴把波兰的海外仓挤满了。',
  paragraphs: [
    '入冬以来，波兰西部几个海外仓的库位使用率接近上限。仓库经理说，占地方最多的是取暖垫、雪地靴和一种会唱歌的圣诞树底座。部分仓库已经暂停接收大件，预计元旦之后才会恢复。',
  ],
};

export const customsForms: DemoText = {
  title: '申报单上多出来的那一栏，怎么填才不会被退',
  author: '数潮编辑部',
  lead: '新申报表多了一栏“材质占比”，三种常见的填法都是错的。',
  paragraphs: [
    '新版申报表启用两周，被退回最多的不是金额，而是右下角新增的“材质占比”。很多卖家习惯写“棉为主”，系统只认数字。',
    '第一种错误是加起来超过一百。拉链、纽扣也算材质，可它们往往被另外填了一遍。',
    '第二种错误是照抄供应商的吊牌。吊牌上的百分比按面料算，申报表按整件重量算，带金属扣的背包差得最多。',
    '第三种错误最可惜：数字都对，却用了全角的百分号。窗口的工作人员说，她现在看到圆滚滚的百分号就想笑，笑完还是得退。',
    '稳妥的办法是称一称。把样品拆开，各部分过秤，算出比例后留一张照片，日后核查时也有据可依。',
  ],
};

export const packing: DemoText = {
  title: '【求助】陶瓷杯发欧洲，怎么包才不碎？',
  author: '杯具终结者',
  lead: '第三批又碎了七个，求各位支招。',
  paragraphs: [
    '第三批货到德国又碎了七个，客户发来的照片我都不忍心看。目前用的是气泡膜两层加瓦楞纸箱，杯子之间塞了碎纸。',
    '问过工厂，他们说换成蜂窝纸套会好一些，但每个要贵八毛钱。有没有朋友试过？另外箱子是不是应该留一点空隙，还是塞得越满越好？',
    '先谢过各位，解决了请大家喝茶，用没碎的那种杯子。',
  ],
};

export const redSea: DemoText = {
  title: 'Carriers test the Red Sea again, one ship at a time',
  author: 'Ilya Brandt',
  lead: 'Two lines are sending single vessels through the strait to see what their insurers say.',
  paragraphs: [
    'After a long detour around the Cape, two container lines have begun to send single ships back through the Red Sea. Neither calls it a return. One manager described it as putting a toe into the bath.',
    'The arithmetic is simple. The short route saves about ten days and a great deal of fuel; the insurance eats up part of the gain and the nerves of the crew the rest.',
    'Importers of garden furniture, who must have their goods on the shelf before Easter, are watching closely. If the red route opens in January, their chairs arrive in time. If not, the price of a seat in the sun will rise.',
  ],
};

export const parcelTax: DemoText = {
  title: '小包裹免税还能走多久？三个时间点要记牢',
  author: '晨报记者 阿檀',
  lead: '几个市场先后收紧小额包裹的免税额度。',
  paragraphs: [
    '小额包裹免税像一扇开了很久的侧门，最近几个市场都在慢慢把它关上。对卖低价饰品的店家来说，这扇门的宽窄直接决定一条发带能不能卖。',
    '第一个时间点是申报方式的切换，纸质单据先退场。第二个是额度下调，第三个是平台代收。三步走完，买家在下单那一刻就会看到含税的总价。',
    '应对的办法并不神秘：把几件小东西凑成一件，把发往同一城市的订单攒成一箱。一位老店主的说法是，以前比谁发得快，以后比谁攒得巧。',
  ],
};

export const nightMarket: DemoText = {
  title: '曼谷夜市里的扫码摊：一天两千单是怎么来的',
  author: '小编',
  lead: '一个卖手机壳的小摊，把夜市变成了样品间。',
  paragraphs: [
    '晚上七点，曼谷一处夜市刚亮灯，卖手机壳的摊位前已经围了三层人。老板不急着收钱，只请大家扫一下摊布上的码，货第二天从仓库发出。',
    '摊子上摆的全是样品，一款只有一个，所以他敢摆四百款。看中的人扫码下单，不想要的人拍张照也算帮忙宣传。',
    '一天两千单里，当场成交的不到三成，剩下的都是客人回到酒店以后躺着下的。老板总结：夜市卖的不是手机壳，是“我来过这里”。',
  ],
};

/** Second night. */
export const calendar: DemoText = {
  title: '明年一月跨境卖家要记住的五个日子',
  author: '数潮编辑部',
  lead: '从港口放假到促销报名截止，一张表贴在显示器旁边。',
  paragraphs: [
    '新日历还没拆封，几个日子已经可以先圈起来。元旦当天，多数欧洲仓只收不发；四号恢复，六号起南欧又要放假。',
    '九号是春季促销的报名截止，过了晚上十二点系统不会留情面。十五号前要把上一年的增值税资料交给代理，拖一天就是一封催信。',
    '二十日以后，国内工厂陆续放假，样品要赶在这之前寄出。最后一个日子因人而异：给自己放假的那一天，也请提前写上。',
  ],
};
