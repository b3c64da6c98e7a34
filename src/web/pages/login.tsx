import { MIN_PASSWORD } from '../../store/desk/accounts.ts';
import { Layout } from '../layout.tsx';
import { typedIn, type KeptForm } from '../parts/kept.tsx';
import type { View } from '../view.ts';

/** The way in. `kept` is a form that came without a session: what was typed in it stands below, to be copied after the login. */
export function LoginPage(props: { view: View; back: string; kept: KeptForm | null; problem: string | null }) {
  const { login } = props.view.t;
  const typed = props.kept ? typedIn(props.kept) : [];
  return (
    <Layout view={props.view} title={login.title} section={null}>
      <div class="door">
        <h1>{login.title}</h1>
        {props.problem ? (
          <p class="notice" role="alert">
            {props.problem}
          </p>
        ) : null}
        <form method="post" action="/login" class="stack">
          <input type="hidden" name="back" value={props.back} />
          <Name label={login.name} />
          <label>
            {login.password}
            <input type="password" name="password" autocomplete="current-password" required />
          </label>
          <button class="plain">{login.enter}</button>
        </form>
        {typed.length > 0 ? (
          <section class="kept">
            <h2>{login.kept}</h2>
            {typed.map((text) => (
              <pre>{text}</pre>
            ))}
          </section>
        ) : null}
      </div>
    </Layout>
  );
}

/** Where an invitation leads: a name (`name`: it is given already) and a password of one's own. */
export function JoinPage(props: { view: View; token: string; name: string | null; problem: string | null }) {
  const { login } = props.view.t;
  return (
    <Layout view={props.view} title={login.join} section={null}>
      <div class="door">
        <h1>{login.join}</h1>
        {props.problem ? (
          <p class="notice" role="alert">
            {props.problem}
          </p>
        ) : null}
        <form method="post" action={`/join/${encodeURIComponent(props.token)}`} class="stack">
          <Name label={login.name} given={props.name} />
          <label>
            {login.newPassword(MIN_PASSWORD)}
            <input type="password" name="password" autocomplete="new-password" minlength={MIN_PASSWORD} required />
          </label>
          <button class="plain">{login.create}</button>
        </form>
      </div>
    </Layout>
  );
}

function Name({ label, given }: { label: string; given?: string | null }) {
  return (
    <label>
      {label}
      <input
        name="name"
        autocomplete="username"
        required
        maxlength={40}
        value={given ?? undefined}
        readonly={typeof given === 'string'}
      />
    </label>
  );
}
