/** Lines that point to other articles inside a body: their figures are not this article's. */
const TEASER =
  /^[\s【\[>•·*-]*(?:推荐阅读|相关阅读|相关文章|相关报道|相关新闻|相关链接|延伸阅读|拓展阅读|扩展阅读|更多阅读|热门文章|热门推荐|往期回顾|往期推荐|猜你喜欢|上一篇|下一篇|阅读更多|Related(?: articles| stories| reading)?|Read more|Read also|See also|Also read|More on this|Recommended)\s?[:|】\]>]/i;

/** True if the sentence (plain text) only names other articles: 推荐阅读：某平台GMV破千亿; Related: ... */
export function isTeaser(plain: string): boolean {
  return TEASER.test(plain);
}
