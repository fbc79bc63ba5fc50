/**
 * Inspects the images whose answers come later. {@link io.millsight.service.jobs.JobRunner} claims the jobs of the history and gives their images to
 * {@link io.millsight.service.intake.ImageIntake}. The package knows nothing of HTTP.
 *
 * <p>Invariants: a job is claimed only while there is a place in the queue. Whatever was accepted ends as done, failed or cancelled.
 */
@NullMarked
package io.millsight.service.jobs;

import org.jspecify.annotations.NullMarked;
