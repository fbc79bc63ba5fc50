/**
 * What Label Studio says to a machine-learning backend and expects from it: labelling interfaces are read, predictions are written, and annotations
 * become reviews. {@link io.millsight.service.labelstudio.LabelStudioImages} is the only class that opens a connection, and only to the host that the
 * administrator named.
 *
 * <p>Invariants: a task always has one result, be it an error. What an annotation says in a way that a review cannot say is refused, and never taken
 * for a clean surface.
 */
@NullMarked
package io.millsight.service.labelstudio;

import org.jspecify.annotations.NullMarked;
