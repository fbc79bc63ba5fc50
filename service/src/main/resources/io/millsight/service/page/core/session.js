import { signal } from '../vendor/signals-core.js';
import { Offline } from './api.js';
import { sentence } from './format.js';

const RANKS = ['viewer', 'operator', 'engineer', 'admin'];

/**
 * Who is logged in. `who` is undefined until the server has answered, null when nobody is, else name and role.
 *
 * @param {{get: Function, post: Function, delete: Function}} api
 */
export function createSession(api) {
  const who = signal(undefined);
  const problem = signal('');

  async function attempt(work) {
    problem.value = '';
    try {
      who.value = await work();
    } catch (error) {
      if (error instanceof Offline && who.peek() === undefined) {
        problem.value = 'The server cannot be reached. The page tries again every few seconds.';
        setTimeout(() => attempt(work), 3000);
        return;
      }
      problem.value = sentence(error.message);
      who.value = null;
    }
  }

  return {
    who,
    problem,
    /** Whether the person has this role or a higher one. */
    may: (role) => RANKS.indexOf(who.value?.role) >= RANKS.indexOf(role),
    /** Logs in with the code of the one-time link, or asks who is logged in already. */
    start: (code) => attempt(() => (code ? api.post('/v1/session', { code }) : asked(api))),
    logIn: (token) => attempt(() => api.post('/v1/session', { token: token.trim() })),
    async logOut() {
      await api.delete('/v1/session').catch(() => {});
      who.value = null;
    },
    lost() {
      if (who.peek()) {
        problem.value = 'Your login has ended. Log in again: reviews that are not saved yet are kept on this device.';
      }
      who.value = null;
    },
  };
}

async function asked(api) {
  try {
    return await api.get('/v1/session');
  } catch (error) {
    if (error.status === 401) {
      return null;
    }
    throw error;
  }
}
