/**
 * The one way of an image into the service, whoever brings it: a route, another program's protocol, or a watched folder.
 * {@link io.millsight.service.intake.ImageIntake} reserves a place, checks the image, waits for the model and stores the result. The package knows
 * nothing of HTTP.
 *
 * <p>Invariants: no image is decoded without a place in the queue. A result is returned after its record and its image are on the disk.
 */
@NullMarked
package io.millsight.service.intake;

import org.jspecify.annotations.NullMarked;
