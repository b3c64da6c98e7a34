import type { StoryArticle } from '../../store/desk/story.ts';
import type { View } from '../view.ts';
import { outletName, Published } from './words.tsx';

const ROW = 58;
const LANE = 18;
const MARGIN = 12;

/** Relations in which an article is somebody else's text. */
const COPIES = new Set(['exact', 'near', 'partial', 'rewrite']);

/** `isOwn`: reporting of its own, the first of its origin that the story has; the story counts no more origins than these. */
type Node = {
  article: StoryArticle;
  row: number;
  lane: number;
  parent: Node | null;
  colour: number;
  isOwn: boolean;
};

/**
 * Places the articles of a story for the picture: one row each in the order given (publication), one lane per origin for its first
 * report and a further lane beside it for its copies, so that a column of copies is seen to hang on one report.
 */
export function arrange(articles: readonly StoryArticle[]): Node[] {
  const nodes: Node[] = [];
  const colours = new Map<string, number>();
  const byId = new Map<string, Node>();
  for (const [row, article] of articles.entries()) {
    const isOwn = !colours.has(article.originId) && !COPIES.has(article.relation);
    const colour = colours.get(article.originId) ?? colours.size;
    colours.set(article.originId, colour);
    const node: Node = { article, row, lane: 0, parent: null, colour, isOwn };
    nodes.push(node);
    byId.set(article.id, node);
  }
  for (const node of nodes) {
    node.parent = (node.article.ofArticleId && byId.get(node.article.ofArticleId)) || null;
    // More than three lanes would push the names off a phone; further origins share the last one and keep their colour.
    node.lane = Math.min(node.colour, 2) * 2 + (node.isOwn || node.row === 0 ? 0 : 1);
  }
  return nodes;
}

/** The origin tree: a picture of lanes at the left, beside each node who published when and how it stands to the others. */
export function OriginTree(props: {
  view: View;
  articles: StoryArticle[];
  shown: string;
  href: (id: string) => string;
}) {
  const { view } = props;
  const nodes = arrange(props.articles);
  const lanes = Math.max(...nodes.map((node) => node.lane)) + 1;
  const width = MARGIN * 2 + (lanes - 1) * LANE;
  const height = nodes.length * ROW;
  return (
    <div class="tree">
      <svg class="lanes" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {nodes.map((node) =>
          node.parent ? (
            <path class={`edge c${node.colour % 5}${node.isOwn ? ' loose' : ''}`} d={edge(node.parent, node)} />
          ) : null,
        )}
        {nodes.map((node) => (
          <Dot node={node} />
        ))}
      </svg>
      <ol>
        {nodes.map((node) => (
          <Row view={view} node={node} first={node.row === 0} shown={props.shown} href={props.href} />
        ))}
      </ol>
    </div>
  );
}

const x = (node: Node) => MARGIN + node.lane * LANE;
const y = (node: Node) => node.row * ROW + 20;

function edge(from: Node, to: Node): string {
  const [x1, y1, x2, y2] = [x(from), y(from), x(to), y(to)];
  if (x1 === x2) return `M${x1} ${y1}V${y2}`;
  const bend = y2 > y1 ? y2 - 26 : y2 + 26;
  return `M${x1} ${y1}V${bend}C${x1} ${y2} ${x1} ${y2} ${x2} ${y2}`;
}

/** Own reports are full; what shares another's origin is hollow, partial copies half, reworded ones dashed. */
function Dot({ node }: { node: Node }) {
  const [cx, cy] = [x(node), y(node)];
  const colour = `c${node.colour % 5}`;
  const { relation } = node.article;
  if (node.isOwn) return <circle class={`dot own ${colour}`} cx={cx} cy={cy} r={6.5} />;
  if (relation === 'rewrite') return <circle class={`dot reworded ${colour}`} cx={cx} cy={cy} r={5} />;
  return (
    <>
      <circle class={`dot copy ${colour}`} cx={cx} cy={cy} r={5} />
      {relation === 'partial' ? <path class={`half ${colour}`} d={`M${cx} ${cy - 5}a5 5 0 0 1 0 10z`} /> : null}
    </>
  );
}

/** An article in its own words that names an origin the story has already is no report of its own. */
function relationWord({ t }: View, { article, isOwn }: Node): string {
  if (!isOwn && !COPIES.has(article.relation)) return t.story.sharesOrigin;
  return t.relation[article.relation] ?? article.relation;
}

function Row(props: { view: View; node: Node; first: boolean; shown: string; href: (id: string) => string }) {
  const { view, node } = props;
  const { t } = view;
  const { article, parent } = node;
  const relation = props.first ? t.story.firstReport : relationWord(view, node);
  const percent = `${Math.round(article.score * 100)} %`;
  return (
    <li class={article.id === props.shown ? 'shown' : undefined}>
      <a href={props.href(article.id)} aria-current={article.id === props.shown ? 'true' : undefined}>
        <span class="by">
          <span class="outlet">{outletName(view, article)}</span>
          <Published view={view} date={article.publishedAt} />
        </span>
        <span class="relation" title={article.evidence?.why}>
          <b class={`c${node.colour % 5}`}>{relation}</b>
          {COPIES.has(article.relation) ? <span> · {percent}</span> : null}
          {parent && node.lane - parent.lane > 1 && COPIES.has(article.relation) ? (
            <span> · {t.story.of(outletName(view, parent.article))}</span>
          ) : null}
          {article.origin ? <i> · {t.story.originNamed(article.origin.outlet ?? article.origin.raw)}</i> : null}
        </span>
      </a>
    </li>
  );
}
