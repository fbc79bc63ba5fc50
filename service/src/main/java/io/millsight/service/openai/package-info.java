/**
 * What clients of OpenAI's chat completions say and expect: requests are read, answers are written. The package knows nothing of the server library.
 *
 * <p>Invariants: nothing that a client asks for is ignored where that would change the answer; it is refused. An answer that cannot be read never
 * looks like a clean surface. An image is never fetched from an address.
 */
@NullMarked
package io.millsight.service.openai;

import org.jspecify.annotations.NullMarked;
