import { Layout } from '../layout.tsx';
import { Kept, type KeptForm } from '../parts/kept.tsx';
import type { View } from '../view.ts';

/** What went wrong, in words, the way back, and what was typed. */
export function ProblemPage(props: { view: View; title: string; words: string; kept: KeptForm | null }) {
  const { view, title, words, kept } = props;
  return (
    <Layout view={view} title={title} section={null}>
      <div class="problem">
        <h1>{title}</h1>
        <p>{words}</p>
        {kept ? <Kept view={view} kept={kept} /> : null}
        <p>
          <a href="/">{view.t.error.back}</a>
        </p>
      </div>
    </Layout>
  );
}
