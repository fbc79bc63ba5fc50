import { ApiError, Offline } from '/page/core/api.js';
import { createStore } from '/page/core/store.js';
import { createOutbox } from '/page/review/outbox.js';
import { equal, test } from './harness.js';

/** A server that answers what the test says, one answer a request. */
function server(...answers) {
  const requests = [];
  return {
    requests,
    get: async () => ({ revision: 5, review: { by: 'Berta' } }),
    async post(path, body, headers) {
      requests.push({ path, body, headers });
      const answer = answers.shift() ?? { revision: 2 };
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
  };
}

function memory() {
  const values = {};
  const methods = {
    getItem: (key) => values[key] ?? null,
    setItem: (key, value) => { values[key] = value; },
    removeItem: (key) => { delete values[key]; },
  };
  return new Proxy(values, { get: (target, key) => methods[key] ?? target[key] });
}

const problem = (status, type, more = {}) => new ApiError(status, { type: `urn:millsight:${type}`, detail: type, ...more }, 0);
const entry = (changes = {}) => ({ inspection: 'I1', revision: 1, place: 'C42', review: { action: 'clean' }, ...changes });
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const silent = { who: () => 'Anna', onSaved: () => {} };

test('a review that the server confirms leaves the device', async () => {
  const api = server();
  const outbox = createOutbox(api, createStore(memory()), silent);
  outbox.put(entry());
  await pause(30);
  equal(outbox.entries.value, []);
  equal(api.requests[0].headers['If-Match'], '"1"');
});

test('a review that was not answered is kept, also for the next page, and sent again with the same key', async () => {
  const storage = memory();
  const api = server(new Offline());
  const outbox = createOutbox(api, createStore(storage), silent);
  outbox.put(entry());
  await pause(30);
  equal(outbox.late.value.length, 1);
  const next = createOutbox(api, createStore(storage), silent);
  equal(next.entries.value.length, 1);
  await next.run();
  await pause(30);
  equal(next.entries.value, []);
  equal(api.requests[0].headers['Idempotency-Key'], api.requests[1].headers['Idempotency-Key']);
});

test('a second decision replaces one that was not sent', async () => {
  const outbox = createOutbox(server(new Offline()), createStore(memory()), silent);
  outbox.put(entry({ inspection: 'I0' }));
  await pause(30);
  outbox.put(entry());
  outbox.put(entry({ review: { action: 'reject' } }));
  equal(outbox.entries.value.map((one) => one.review.action), ['clean', 'reject']);
});

test('somebody else\'s review asks for a choice, and one\'s own can be saved on top of it', async () => {
  const api = server(problem(412, 'changed', { revision: 5 }));
  const outbox = createOutbox(api, createStore(memory()), silent);
  outbox.put(entry());
  await pause(30);
  const [stuck] = outbox.stuck.value;
  equal([stuck.state, stuck.theirs.review.by], ['conflict', 'Berta']);
  await outbox.overwrite(stuck.key);
  await pause(30);
  equal(outbox.entries.value, []);
  equal(api.requests[1].headers['If-Match'], '"5"');
  equal(api.requests[0].headers['Idempotency-Key'] === api.requests[1].headers['Idempotency-Key'], false);
});

test('a review that the server refuses is shown with its reason and does not stop the others', async () => {
  const outbox = createOutbox(server(problem(422, 'invalid_review')), createStore(memory()), silent);
  outbox.put(entry());
  outbox.put(entry({ inspection: 'I2' }));
  await pause(50);
  equal(outbox.entries.value.map((one) => [one.inspection, one.state, one.detail]), [['I1', 'refused', 'invalid_review']]);
});

test('a picture that somebody else holds is no refusal: the review waits', async () => {
  const outbox = createOutbox(server(problem(409, 'leased')), createStore(memory()), silent);
  outbox.put(entry());
  await pause(30);
  equal(outbox.entries.value.map((one) => one.state), ['waiting']);
});

test('two reviews of one picture follow each other with the right revisions', async () => {
  let answer;
  const api = server();
  const post = api.post;
  api.post = (...request) => (api.requests.length ? post(...request)
    : post(...request).then((review) => new Promise((resolve) => { answer = () => resolve({ ...review, revision: 7 }); })));
  const outbox = createOutbox(api, createStore(memory()), silent);
  outbox.put(entry());
  await pause(20);
  outbox.put(entry({ review: { action: 'reject' } }));
  answer();
  await pause(30);
  equal(api.requests.map((request) => request.headers['If-Match']), ['"1"', '"7"']);
});

test('a review waits for the person who made it', async () => {
  const storage = memory();
  const api = server(new Offline());
  createOutbox(api, createStore(storage), silent).put(entry());
  await pause(30);
  const other = createOutbox(api, createStore(storage), { ...silent, who: () => 'Berta' });
  await other.run();
  await pause(30);
  equal([other.late.value.length, api.requests.length], [1, 1]);
});

test('two tabs of one browser do not lose each other\'s reviews', async () => {
  const storage = memory();
  const [one, other] = [1, 2].map(() => createOutbox(server(new Offline(), new Offline()), createStore(storage), silent));
  one.put(entry());
  other.put(entry({ inspection: 'I2' }));
  await pause(30);
  equal(createStore(storage).read('outbox').map((stored) => stored.inspection), ['I1', 'I2']);
});
