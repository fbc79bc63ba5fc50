package io.millsight.history;

import java.time.Duration;

/**
 * What the time of an inspection was spent on.
 *
 * @param queued waiting for the model
 * @param decode decoding the image file
 * @param inference computing the answer; images of one batch share the time evenly
 */
public record InspectionTiming(Duration queued, Duration decode, Duration inference) {}
