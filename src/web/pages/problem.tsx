import { Layout } from '../layout.tsx';
import type { View } from '../view.ts';

/** What went wrong, in words, and the way back. */
export function ProblemPage({ view, title, words }: { view: View; title: string; words: string }) {
  return (
    <Layout view={view} title={title} section={null}>
      <div class="problem">
        <h1>{title}</h1>
        <p>{words}</p>
        <p>
          <a href="/">{view.t.error.back}</a>
        </p>
      </div>
    </Layout>
  );
}
