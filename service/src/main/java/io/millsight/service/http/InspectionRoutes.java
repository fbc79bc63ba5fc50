package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.history.InspectionFilter;
import io.millsight.history.ReviewState;
import io.millsight.history.StoredImage;
import io.millsight.history.StoredInspection;
import io.millsight.history.Verdict;
import io.millsight.image.ImageFile;
import io.millsight.image.PngEncoder;
import io.millsight.service.intake.ServiceParts;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Routes that show inspections. */
final class InspectionRoutes {

    private final ServiceParts parts;

    InspectionRoutes(ServiceParts parts) {
        this.parts = parts;
    }

    /** Returns the entity tag of a revision. */
    static String etag(int revision) {
        return "\"" + revision + "\"";
    }

    void list(Context context) {
        InspectionFilter filter = new InspectionFilter(
                QueryText.time(context, "from"),
                QueryText.time(context, "to"),
                context.queryParam("line"),
                context.queryParam("coil"),
                QueryText.constant(Verdict.class, "verdict", context.queryParam("verdict")),
                context.queryParam("type"),
                QueryText.constant(ReviewState.class, "state", context.queryParam("state")),
                context.queryParam("batch"));
        int limit = QueryText.limit(context);
        List<StoredInspection> found =
                parts.history().inspections().list(filter, context.queryParam("cursor"), limit + 1);
        context.json(RecordJson.page(found, limit, RecordJson::inspection, StoredInspection::id));
    }

    void show(Context context) {
        StoredInspection inspection = find(context);
        context.header("ETag", etag(inspection.revision())).json(RecordJson.inspection(inspection));
    }

    /** Returns the inspection that the path names. */
    StoredInspection find(Context context) {
        String id = context.pathParam("id");
        return parts.history()
                .inspections()
                .find(id)
                .orElseThrow(() -> ProblemException.notFound("there is no inspection " + MessageText.quote(id)));
    }

    /** Sends the image as it came, or as PNG for browsers that do not show its format. */
    void image(Context context) throws IOException {
        StoredImage image = find(context).content().image();
        String as = context.queryParam("as");
        if (as != null && !as.equals("png")) {
            throw QueryText.refused("as", as, "png");
        }
        if (image.removedAt() != null) {
            throw new ProblemException(
                    410,
                    "picture_removed",
                    "the picture was removed on " + LocalDate.ofInstant(image.removedAt(), ZoneOffset.UTC)
                            + ", because it is kept no longer; the record of its inspection stays");
        }
        byte[] file = parts.history().images().read(image);
        byte[] sent = as == null
                ? file
                : PngEncoder.encode(ImageFile.read(file, image.sha256()).toBufferedImage());
        String format = as == null ? image.format() : as;
        context.contentType("image/" + format)
                .header("Cache-Control", "private, max-age=31536000, immutable")
                .header("Content-Disposition", "inline; filename=\"" + image.sha256() + "." + format + "\"")
                .result(sent);
    }
}
