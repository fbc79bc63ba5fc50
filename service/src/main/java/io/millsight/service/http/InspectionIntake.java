package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.history.StoredInspection;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.IntakeResult;
import io.millsight.service.intake.IntakeTerms;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.queue.InspectionQueue;
import java.io.IOException;

/** The route that takes an image in: reserves a place, reads the upload, and answers with the stored inspection, or with a job. */
final class InspectionIntake {

    private final ServiceParts parts;
    private final ImageIntake intake;
    private final JobRoutes jobs;

    InspectionIntake(ServiceParts parts, ImageIntake intake, JobRoutes jobs) {
        this.parts = parts;
        this.intake = intake;
        this.jobs = jobs;
    }

    /** The route. */
    void handle(Context context) throws IOException {
        ImageRequest.handle(context, parts.metrics(), () -> {
            if (JobRoutes.isWanted(context)) {
                jobs.add(context);
                return;
            }
            IntakeTerms terms = ImageRequest.terms(
                    context, () -> ClientConnection.of(context).isClosed());
            try (InspectionQueue.Place place = intake.reserve(Upload.announcedBytes(context))) {
                answer(context, intake.inspect(place, Upload.read(context), terms));
            }
        });
    }

    private static void answer(Context context, IntakeResult result) {
        StoredInspection inspection = result.inspection();
        if (result.replayed()) {
            context.header("Idempotency-Replayed", "true");
        }
        context.status(201)
                .header("Location", "/v1/inspections/" + inspection.id())
                .header("ETag", InspectionRoutes.etag(inspection.revision()))
                .json(RecordJson.inspection(inspection));
    }
}
