import type { Watch } from '../../core/types.ts';
import type { View } from '../view.ts';

/** All companies or one: the same row of tabs on every page that can be narrowed to a company. */
export function CompanyTabs(props: { view: View; path: string; watches: readonly Watch[]; watch: string | null }) {
  const { view, path } = props;
  return (
    <nav class="filters" aria-label={view.t.departures.company}>
      <a href={path} aria-current={props.watch === null ? 'true' : undefined}>
        {view.t.departures.all}
      </a>
      {props.watches.map((watch) => (
        <a
          href={`${path}?company=${encodeURIComponent(watch.id)}`}
          aria-current={props.watch === watch.id ? 'true' : undefined}
        >
          {watch.name}
        </a>
      ))}
    </nav>
  );
}
