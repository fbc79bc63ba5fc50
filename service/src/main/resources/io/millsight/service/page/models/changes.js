import { signal } from '../vendor/signals-core.js';
import { Dialog } from '../core/dialog.js';
import { sentence } from '../core/format.js';
import { html } from '../core/html.js';

/**
 * The changes of the model that answers. Each is asked about in a dialog, because it concerns everybody who waits for
 * an answer.
 */
export function createChanges({ api, session, attempt }) {
  /** What is asked about: title, words, whether a reason is needed, and what to do with the reason. */
  const asked = signal(null);
  const reason = signal('');

  function ask(question) {
    reason.value = '';
    asked.value = question;
  }

  function close() {
    asked.value = null;
  }

  function decide(event) {
    event.preventDefault();
    const { act, done } = asked.value;
    const words = reason.value.trim() || null;
    close();
    attempt(() => act(words), done);
  }

  return {
    activate(adapter) {
      const override = Boolean(adapter.refusal);
      ask({
        title: `Activate ${adapter.name}`,
        words: override
          ? `The gate refuses this model: ${adapter.refusal}. ${session.may('admin') ? 'With a reason, you can activate it all the same.' : 'Only an administrator can override it.'}`
          : 'Its answers hold from the next image on. Nothing is restarted, and no image is lost.',
        needsReason: override,
        forbidden: override && !session.may('admin'),
        button: 'Activate',
        done: `${adapter.name} answers from now on.`,
        act: (words) => api.post(`/v1/adapters/${adapter.id}/activate`, { reason: words, override }),
      });
    },
    shadow(adapter) {
      ask({
        title: `Run ${adapter.name} as a shadow`,
        words: 'It also answers one image in ten. Its answers are kept apart and decide nothing.',
        button: 'Run as a shadow',
        done: `${adapter.name} runs as a shadow.`,
        act: (words) => api.post(`/v1/adapters/${adapter.id}/shadow`, { reason: words }),
      });
    },
    endShadow: () => attempt(() => api.delete('/v1/deployments/shadow'), 'The shadow has ended.'),
    rollBack(former) {
      ask({
        title: `Roll back to ${former.name}`,
        words: 'The model that answered before answers again, from the next image on.',
        needsReason: true,
        button: 'Roll back',
        done: `${former.name} answers again.`,
        act: (words) => api.post('/v1/deployments/rollback', { reason: words }),
      });
    },
    dialog: () => asked.value && html`
      <${Dialog} title=${asked.value.title} onClose=${close}>
        <form class="change" onSubmit=${decide}>
          <p>${sentence(asked.value.words)}</p>
          ${!asked.value.forbidden && html`
            <label>Reason ${asked.value.needsReason ? '' : '(optional)'}
              <input type="text" maxlength="500" required=${asked.value.needsReason} value=${reason.value}
                     onInput=${(event) => { reason.value = event.target.value; }} /></label>
            <p class="buttons"><button type="submit" class="primary">${asked.value.button}</button></p>`}
        </form>
      <//>`,
  };
}
