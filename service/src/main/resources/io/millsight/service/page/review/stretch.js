/** Contrast: the darkest and brightest hundredth of the pixels become black and white. */

const SAMPLE_SIDE = 256;
const TAIL = 0.01;

/**
 * Reads the levels of a picture between which all but its darkest and brightest hundredth lie, from 0 to 1.
 * @param {string} address of the same server, so that the browser lets its pixels be read
 * @returns {Promise<{low: number, high: number} | null>} null when the picture cannot be read
 */
export async function levelsOf(address) {
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.min(SAMPLE_SIDE, picture.naturalWidth);
    canvas.height = Math.min(SAMPLE_SIDE, picture.naturalHeight);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return levelsIn(context.getImageData(0, 0, canvas.width, canvas.height).data);
  } catch {
    return null;
  }
}

/** @param {Uint8ClampedArray} rgba pixels, four bytes each */
export function levelsIn(rgba) {
  const histogram = new Array(256).fill(0);
  for (let at = 0; at < rgba.length; at += 4) {
    histogram[Math.round((rgba[at] + rgba[at + 1] + rgba[at + 2]) / 3)] += 1;
  }
  const tail = (rgba.length / 4) * TAIL;
  return { low: quantile(histogram, tail) / 255, high: quantile(histogram, rgba.length / 4 - tail) / 255 };
}

/** The linear function that maps the levels to black and white; without levels it changes nothing. */
export function stretchOf(levels) {
  if (!levels || levels.high - levels.low < 0.02) {
    return { slope: 1, intercept: 0 };
  }
  const slope = 1 / (levels.high - levels.low);
  return { slope, intercept: -levels.low * slope };
}

function quantile(histogram, wanted) {
  let seen = 0;
  for (let level = 0; level < 256; level++) {
    seen += histogram[level];
    if (seen > wanted) {
      return level;
    }
  }
  return 255;
}
