/** The smallest test runner that does: tests are collected, run one after the other, and reported as a list. */

const tests = [];

export function test(name, body) {
  tests.push({ name, body });
}

/** Compares as JSON, so that arrays and objects are compared by their content. */
export function equal(actual, expected) {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== should) {
    throw new Error(`expected ${should}, but it is ${is}`);
  }
}

/** @returns {Promise<{name: string, failure: string}[]>} `failure` is empty for a test that passed */
export async function run() {
  const results = [];
  for (const { name, body } of tests) {
    try {
      await body();
      results.push({ name, failure: '' });
    } catch (error) {
      results.push({ name, failure: String(error.stack ?? error) });
    }
  }
  return results;
}
