/** Turns hours of the server into points of a chart. Pure functions. */

const HOUR_MS = 3_600_000;

export const PERIODS = [
  { id: 'day', words: 'Last 24 hours', hours: 24 },
  { id: 'week', words: 'Last 7 days', hours: 7 * 24 },
  { id: 'month', words: 'Last 30 days', hours: 30 * 24 },
];

export const DEFAULT_PERIOD = 'week';

/** @returns {{from: Date, to: Date, isHourly: boolean}} */
export function spanOf(id, now) {
  const { hours } = PERIODS.find((period) => period.id === id) ?? PERIODS.find((period) => period.id === DEFAULT_PERIOD);
  return { from: new Date(now.getTime() - hours * HOUR_MS), to: now, isHourly: hours <= 24 };
}

const COUNTS = ['images', 'undetermined', 'held', 'reviewed', 'corrected', 'sample_reviewed', 'sample_corrected'];

/**
 * One point for each hour or each local day of the span, also where nothing happened.
 *
 * @returns {{start: Date, images: number, undetermined: number, held: number, reviewed: number, corrected: number}[]}
 */
export function pointsOf(hours, { from, to, isHourly }) {
  const points = new Map();
  for (let start = beginOf(from, isHourly); start < to; start = nextOf(start, isHourly)) {
    points.set(start.getTime(), { start, ...Object.fromEntries(COUNTS.map((name) => [name, 0])) });
  }
  for (const hour of hours) {
    const point = points.get(beginOf(new Date(hour.hour), isHourly).getTime());
    if (point) {
      COUNTS.forEach((name) => {
        point[name] += hour[name];
      });
    }
  }
  return [...points.values()];
}

function beginOf(time, isHourly) {
  const begin = new Date(time);
  begin.setMinutes(0, 0, 0);
  if (!isHourly) {
    begin.setHours(0);
  }
  return begin;
}

/** Days are not always 24 hours long. */
function nextOf(start, isHourly) {
  const next = new Date(start);
  if (isHourly) {
    next.setTime(next.getTime() + HOUR_MS);
  } else {
    next.setDate(next.getDate() + 1);
  }
  return next;
}

/** A share, or null where there is nothing to share. */
export function shareOf(part, whole) {
  return whole > 0 ? part / whole : null;
}

/** The words of a drift index. */
export function driftWords(index) {
  if (index === null) {
    return 'too few boxes to tell';
  }
  return index < 0.1 ? 'stable' : index < 0.25 ? 'somewhat changed' : 'another mix';
}
