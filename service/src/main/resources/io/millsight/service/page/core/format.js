const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });

/** The local time of day; with the day, when the time is not within the last 18 hours. */
export function timeOf(iso, now = Date.now()) {
  const at = new Date(iso);
  return Math.abs(now - at.getTime()) < 18 * 3_600_000 ? clock.format(at) : day.format(at);
}

/** The local day of a time, with its year. */
export function dayOf(iso) {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(iso));
}

/** A score as people say it: 0.92; a dash for a box that a person drew. */
export function scoreOf(score) {
  return score === null || score === undefined ? '–' : score.toFixed(2);
}

/** Where a picture was taken: "C42 · frame 17 · top". */
export function placeOf(inspection) {
  const context = inspection.context ?? {};
  const parts = [
    context.coil,
    context.frame === null || context.frame === undefined ? null : `frame ${context.frame}`,
    context.side,
  ].filter(Boolean);
  return parts.length ? parts.join(' · ') : `image ${inspection.id.slice(-6)}`;
}

/** "1 image", "2 images". */
export function count(number, noun, plural = `${noun}s`) {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** The words of a type's name. */
export function typeName(type) {
  return type.replaceAll('_', ' ');
}

/** A message of the server as a sentence of its own. */
export function sentence(message) {
  return message && `${message[0].toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
}
