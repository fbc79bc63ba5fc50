import { dayOf, timeOf } from '../core/format.js';

/**
 * A picture on the desk of a reviewer.
 *
 * `blocked` says why nothing can be decided; it is empty for a picture that may be decided. `over`: it is decided.
 *
 * @typedef {{inspection: any, lease: string|null, until: string|null, since: number, blocked: string, over?: boolean}} Held
 */

/** The server takes no longer list of pictures that are not wanted. */
const MOST_EXCLUDED = 100;

/**
 * Takes pictures from the server and gives them back: while one reviewer holds a picture, no other one gets it.
 *
 * @param {{api: any, session: any, line: () => string}} parts
 */
export function createLeases({ api, session, line }) {
  /** Leases on their way back. A new lease waits for them, so that it is not given back by an old request. */
  let returning = Promise.resolve();

  async function post(body) {
    await returning;
    return api.post('/v1/review-queue/lease', body);
  }

  /**
   * Takes the next picture of the queue, without some.
   * @param {string[]} ids of pictures that are not wanted
   * @returns {Promise<Held|null>} null when there is no other
   */
  async function next(ids) {
    const exclude = [...new Set(ids)].slice(-MOST_EXCLUDED);
    const answer = await post(line() ? { line: line(), exclude } : { exclude });
    return answer && heldOf(answer);
  }

  /** Takes a certain picture; one that may not be decided comes with the reason. @returns {Promise<Held>} */
  async function named(id) {
    if (!session.may('operator')) {
      return withoutLease(id, 'Your role is viewer: you can look at pictures, but not review them.');
    }
    try {
      return heldOf(await post({ inspection: id }));
    } catch (error) {
      switch (error.kind) {
        case 'not_queued':
          return withoutLease(id, '');
        case 'leased':
          return withoutLease(id, `${holder(error)} Nothing can be decided here until then.`);
        default:
          throw error;
      }
    }
  }

  /** A picture that does not wait for a review needs no lease: its revision tells if somebody else reviews it, too. */
  async function withoutLease(id, blocked) {
    const inspection = await api.get(`/v1/inspections/${id}`);
    const removed = inspection.image.removed_at;
    return {
      inspection,
      lease: null,
      until: null,
      since: Date.now(),
      blocked: removed ? `This picture was removed on ${dayOf(removed)}, because it is kept no longer. What was found on it stays.` : blocked,
    };
  }

  /** Prolongs a lease. A picture that somebody else has got meanwhile is blocked. @returns {Promise<Held>} */
  async function renewed(held) {
    try {
      const { lease, until } = await post({ inspection: held.inspection.id });
      return { ...held, lease, until };
    } catch (error) {
      return error.kind === 'leased'
        ? { ...held, lease: null, blocked: `${holder(error)} Your corrections are kept on this device.` }
        : held;
    }
  }

  /** Gives a picture back, so that others get it. @param {Held|null|undefined} held */
  function giveBack(held, options) {
    if (held?.lease) {
      const done = api.delete(`/v1/review-queue/leases/${held.lease}`, options).catch(() => {});
      returning = Promise.all([returning, done]).then(() => {});
    }
  }

  return { next, named, renewed, giveBack };
}

function heldOf({ lease, until, inspection }) {
  return { inspection, lease, until, since: Date.now(), blocked: '' };
}

/** Who holds a picture, from the problem that the server answered. */
function holder({ problem }) {
  return `${problem.holder ?? 'Somebody else'} holds this picture until ${timeOf(problem.until)}.`;
}
