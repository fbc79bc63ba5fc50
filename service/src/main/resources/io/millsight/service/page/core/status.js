import { signal } from '../vendor/signals-core.js';

const EVERY_MS = 5000;

/**
 * What the top bar says of the server, asked every five seconds while the page is visible.
 *
 * `ready`: `unknown`, `ready`, `not-ready` or `offline`; `reason`: why it is not ready, or what people have to know; `deployment`: the active
 * one, with types and adapter; `shadow`: the one that answers beside it, or null; `recipe`: the default one; `queue`:
 * what waits for review; `lines`: the lines that the filter offers; `demo`: whether the records are drawn ones.
 *
 * @param {{get: Function}} api
 * @param {() => string} line the line that the filter names, or nothing
 */
export function createStatus(api, line) {
  const ready = signal('unknown');
  const reason = signal(null);
  const deployment = signal(null);
  const shadow = signal(null);
  const queue = signal(null);
  const recipe = signal(null);
  const lines = signal([]);
  const demo = signal(false);
  let timer = 0;
  let rounds = 0;

  async function ask() {
    await Promise.all([askReady(), askQueue(), rounds++ % 6 === 0 || !deployment.peek() ? askDeployment() : null]);
  }

  async function askReady() {
    try {
      show(await api.get('/ready'));
    } catch (error) {
      if (error.status) {
        show(error.problem);
      } else {
        ready.value = 'offline';
      }
    }
  }

  function show(answer) {
    ready.value = answer.ready ? 'ready' : 'not-ready';
    reason.value = answer.reason ?? answer.warning ?? null;
  }

  async function askQueue() {
    const answer = await api.get('/v1/review-queue', { line: line() }).catch(() => null);
    if (answer) {
      queue.value = answer;
      offer(answer.lines ?? []);
    }
  }

  async function askDeployment() {
    demo.value = (await api.get('/version').catch(() => null))?.demo ?? demo.peek();
    const answer = await api.get('/v1/deployments').catch(() => null);
    deployment.value = answer?.items.find((one) => one.active) ?? deployment.peek();
    shadow.value = answer ? answer.items.find((one) => one.mode === 'shadow' && one.to_at === null) ?? null : shadow.peek();
    await askRecipe();
  }

  async function askRecipe() {
    const answer = await api.get('/v1/recipes').catch(() => null);
    recipe.value = answer?.items.find((one) => one.id === 'default') ?? recipe.peek();
  }

  /** Adds lines to the filter. */
  function offer(names) {
    const missing = names.filter((name) => name && !lines.peek().includes(name));
    if (missing.length) {
      lines.value = [...lines.peek(), ...new Set(missing)].sort();
    }
  }

  return {
    ready, reason, deployment, shadow, recipe, queue, lines, demo, ask, askDeployment, askRecipe, offer,
    types: () => deployment.value?.types ?? [],
    start() {
      clearInterval(timer);
      timer = setInterval(() => document.hidden || ask(), EVERY_MS);
      return ask();
    },
    stop: () => clearInterval(timer),
  };
}
