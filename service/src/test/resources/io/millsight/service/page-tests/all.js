import './editor.test.js';
import './geometry.test.js';
import './keys.test.js';
import './outbox.test.js';
import './phrases.test.js';
import './thresholds.test.js';
import './today.test.js';
import './trends.test.js';

export { run } from './harness.js';
