import { html } from '../core/html.js';
import { count } from '../core/format.js';

/** Asks for a token. The one-time link that the server prints at its first start needs no form. */
export function Login({ session, waiting }) {
  const submit = (event) => {
    event.preventDefault();
    session.logIn(new FormData(event.target).get('token'));
  };
  return html`
    <main class="login" id="main">
      <h1>Millsight</h1>
      <form onSubmit=${submit}>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required spellcheck="false"
               aria-describedby="token-help ${session.problem.value ? 'token-problem' : ''}" />
        <p id="token-help" class="quiet small">It begins with ms_. Your administrator gives you one. On a new server, open the
          link that <code>millsight serve</code> printed when it started.</p>
        ${session.problem.value && html`<p id="token-problem" class="note strong" role="alert">${session.problem.value}</p>`}
        ${waiting > 0 && html`<p class="note">${count(waiting, 'review')} on this device ${waiting === 1 ? 'waits' : 'wait'} to be saved.</p>`}
        <button type="submit" class="primary">Log in</button>
      </form>
    </main>`;
}
