package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.history.AuditLog;
import io.millsight.history.History;
import io.millsight.service.export.DatasetArchive;
import io.millsight.service.export.ReviewedDataset;
import io.millsight.steel.format.DatasetFormat;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** Routes that give reviewed images as a dataset. */
final class DatasetRoutes {

    private final History history;

    DatasetRoutes(History history) {
        this.history = history;
    }

    void summary(Context context) {
        ReviewedDataset.Summary summary = ReviewedDataset.of(history).summary();
        ObjectNode node = RecordJson.object();
        node.put("images", summary.images());
        node.put("clean", summary.clean());
        node.put("rejected", summary.rejected());
        node.put("boxes", summary.boxes());
        ObjectNode types = node.putObject("by_type");
        summary.boxesByType().forEach(types::put);
        context.json(node);
    }

    void archive(Context context) throws IOException {
        DatasetFormat format = QueryText.constant(DatasetFormat.class, "format", context.queryParam("format"));
        if (format == null) {
            throw ProblemException.invalidRequest("format is missing; give voc, coco, yolo or jsonl");
        }
        ReviewedDataset reviewed = ReviewedDataset.of(history);
        long images = reviewed.summary().images();
        if (images == 0) {
            throw new ProblemException(409, "nothing_reviewed", "no image has been reviewed yet");
        }
        try (DatasetArchive archive = DatasetArchive.of(reviewed, format)) {
            history.audit()
                    .append(new AuditLog.Event(
                            Caller.actor(context), "export", RecordJson.word(format), null, images + " images"));
            String name = "millsight-reviewed-" + RecordJson.word(format) + ".zip";
            context.contentType("application/zip")
                    .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
            archive.writeTo(context.outputStream());
        }
    }
}
