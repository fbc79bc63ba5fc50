/** Time spans that Today can show. A plant works in three shifts: 6 to 14, 14 to 22, 22 to 6 o'clock. */

const HOUR_MS = 3_600_000;
const SHIFT_HOURS = 8;
const FIRST_SHIFT = 6;

export const PERIODS = [
  { id: 'shift', words: 'This shift' },
  { id: 'previous', words: 'Previous shift' },
  { id: 'day', words: 'Last 24 hours' },
  { id: 'week', words: 'Last 7 days' },
];

/**
 * @param {string} id of a period; an unknown one is this shift
 * @param {Date} now
 * @returns {{from: Date, to: Date|null}} `to` is null while the period goes on
 */
export function spanOf(id, now) {
  const start = shiftStart(now);
  switch (id) {
    case 'previous':
      return { from: shiftStart(new Date(start.getTime() - HOUR_MS)), to: start };
    case 'day':
      return { from: new Date(now.getTime() - 24 * HOUR_MS), to: null };
    case 'week':
      return { from: new Date(now.getTime() - 7 * 24 * HOUR_MS), to: null };
    default:
      return { from: start, to: null };
  }
}

/** The start of the shift that a time lies in, in local time. */
function shiftStart(time) {
  const hours = (time.getHours() - FIRST_SHIFT + 24) % 24;
  const start = new Date(time);
  start.setHours(time.getHours() - (hours % SHIFT_HOURS), 0, 0, 0);
  return start;
}
