package io.millsight.history;

import org.jspecify.annotations.Nullable;

/**
 * An inspection to store.
 *
 * @param image its file is already in the {@link ImageStore}
 * @param context where the picture was taken
 * @param deployment the id of the deployment that answered
 * @param recipe the revision that decides about the answer
 * @param answer what the model answered
 * @param timing what the time was spent on
 * @param queue its place in the review queue; null if nobody has to look at it
 */
public record NewInspection(
        StoredImage image,
        CaptureContext context,
        String deployment,
        Recipe recipe,
        ModelAnswer answer,
        InspectionTiming timing,
        @Nullable QueueEntry queue) {}
