/**
 * 电商晨报: an application, not pages. The list and every article are empty shells until a script has fetched their
 * JSON and built the page, so that only a browser can read the site.
 */
import { parcelTax } from '../articles/background.ts';
import { marketTab } from '../articles/business.ts';
import { htmlPage, json, plain, postAt, shown, type Asked, type DemoSite, type Post } from '../site.ts';

const NAME = '电商晨报';

const posts: Post[] = [
  { path: '/story/311', text: marketTab, at: '2025-09-02 06:50', night: 1 },
  { path: '/story/358', text: parcelTax, at: '2025-12-27 06:45', night: 1 },
];

export const app: DemoSite = {
  id: 'app',
  name: NAME,
  answer(asked) {
    if (asked.path === '/robots.txt') return plain('User-agent: *\nAllow: /\n');
    if (asked.path === '/') return shell(listScript);
    if (asked.path === '/api/stories.json') return json(shown(posts, asked.night).map(summary));
    const data = /^\/api(?<path>\/story\/\d+)\.json$/.exec(asked.path)?.groups?.['path'];
    if (data) return storyData({ ...asked, path: data });
    return postAt(posts, asked) ? shell(storyScript) : null;
  },
};

function summary(post: Post) {
  return { path: post.path, title: post.text.title, lead: post.text.lead, time: post.at };
}

function storyData(asked: Asked) {
  const post = postAt(posts, asked);
  if (!post) return null;
  return json({ ...summary(post), author: post.text.author, paragraphs: post.text.paragraphs });
}

/** The same empty page for every address; what fills it is the script. */
function shell(script: string) {
  return htmlPage({
    title: NAME,
    body: `<header><a href="/">${NAME}</a></header><main id="root"><p class="loading">加载中……</p></main>
<script>
const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text }, more);
${script}
</script>`,
  });
}

const listScript = `fetch('/api/stories.json').then((answer) => answer.json()).then((stories) => {
  const list = make('ul', '', { className: 'stories' });
  for (const story of stories) {
    const item = make('li', '');
    item.append(make('a', story.title, { href: story.path }), make('p', story.lead), make('time', story.time));
    list.append(item);
  }
  document.getElementById('root').replaceChildren(list);
});`;

const storyScript = `fetch('/api' + location.pathname + '.json').then((answer) => answer.json()).then((story) => {
  document.title = story.title + ' - ${NAME}';
  const article = make('article', '');
  article.append(make('h1', story.title), make('p', story.author + ' ' + story.time, { className: 'byline' }));
  for (const text of story.paragraphs) article.append(make('p', text));
  document.getElementById('root').replaceChildren(article);
});`;
