/**
 * The way of an image to the model: a queue of limited length with two lanes, and one thread that owns the model and takes images from the queue in
 * small batches. The package knows nothing of HTTP.
 *
 * <p>Invariants: an image whose requester is gone or too late is not computed. A failure concerns one image, never the thread. Whatever was accepted
 * gets an answer.
 */
@NullMarked
package io.millsight.service.queue;

import org.jspecify.annotations.NullMarked;
