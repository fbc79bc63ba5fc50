import { driftWords, pointsOf, shareOf, spanOf } from '/page/trends/series.js';
import { equal, test } from './harness.js';

const hour = (iso, changes) => ({
  hour: iso, images: 0, undetermined: 0, held: 0, reviewed: 0, corrected: 0, sample_reviewed: 0, sample_corrected: 0, ...changes,
});

test('hours of one day are added, and days without pictures are points, too', () => {
  const now = new Date(2026, 10, 28, 15, 30);
  const span = spanOf('week', now);
  const points = pointsOf([
    hour(new Date(2026, 10, 27, 9).toISOString(), { images: 4, held: 1 }),
    hour(new Date(2026, 10, 27, 10).toISOString(), { images: 2, held: 1 })], span);
  equal(points.length, 8);
  equal(points.map((point) => point.images), [0, 0, 0, 0, 0, 0, 6, 0]);
  equal(points[6].held, 2);
});

test('the last day is shown by the hour', () => {
  const now = new Date(2026, 10, 28, 15, 30);
  const points = pointsOf([hour(new Date(2026, 10, 28, 15).toISOString(), { images: 3 })], spanOf('day', now));
  equal([points.length, points[24].images, points[24].start.getHours()], [25, 3, 15]);
});

test('where nothing was reviewed there is no rate', () => {
  equal([shareOf(0, 0), shareOf(1, 4)], [null, 0.25]);
});

test('an unknown period is a week', () => {
  const now = new Date(2026, 10, 28, 15, 30);
  equal(spanOf('century', now).from.getTime(), spanOf('week', now).from.getTime());
});

test('the index of drift has words', () => {
  equal([null, 0.05, 0.2, 0.4].map(driftWords), ['too few boxes to tell', 'stable', 'somewhat changed', 'another mix']);
});
