/**
 * What makes the service better: trainings from reviewed images in a process of their own, the comparison of models on the gold set, and the change
 * of the model that answers while images come in. The package knows nothing of HTTP.
 *
 * <p>Invariants: only a training that was evaluated gives an adapter. A change of the model fails no image. A shadow model decides nothing.
 */
@NullMarked
package io.millsight.service.learning;

import org.jspecify.annotations.NullMarked;
