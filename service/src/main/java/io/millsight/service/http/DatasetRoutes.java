package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.history.AuditLog;
import io.millsight.history.DatasetVersion;
import io.millsight.history.History;
import io.millsight.history.Training;
import io.millsight.history.TrainingState;
import io.millsight.service.export.DatasetArchive;
import io.millsight.service.export.DatasetFolders;
import io.millsight.service.export.ReviewedDataset;
import io.millsight.steel.format.DatasetFormat;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes of dataset versions. */
final class DatasetRoutes {

    /** The body of a new version. */
    private record DatasetBody(@Nullable Integer gold) {}

    private final History history;
    private final DatasetFolders folders;

    DatasetRoutes(History history) {
        this.history = history;
        folders = new DatasetFolders(history);
    }

    void list(Context context) {
        ReviewedDataset dataset = ReviewedDataset.of(history);
        ReviewedDataset.Summary summary = dataset.summary();
        ObjectNode node = RecordJson.object();
        ObjectNode reviewed = node.putObject("reviewed");
        reviewed.put("images", summary.images());
        reviewed.put("clean", summary.clean());
        reviewed.put("rejected", summary.rejected());
        reviewed.put("boxes", summary.boxes());
        ObjectNode types = reviewed.putObject("by_type");
        summary.boxesByType().forEach(types::put);
        ReviewedDataset.Corrections untaught = dataset.correctionsSince(lastTaught());
        node.putObject("untaught").put("misses", untaught.misses()).put("false_alarms", untaught.falseAlarms());
        node.put("gold", history.datasets().gold().size());
        ArrayNode items = node.putArray("items");
        history.datasets().list().stream().map(DatasetRoutes::version).forEach(items::add);
        context.json(node);
    }

    /** Returns when the dataset of the last training with a result was made. */
    private Instant lastTaught() {
        return history.trainings().list().stream()
                .filter(training -> training.state() == TrainingState.EVALUATED)
                .map(Training::plan)
                .flatMap(plan -> history.datasets().find(plan.dataset()).stream())
                .map(DatasetVersion::createdAt)
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    static ObjectNode version(DatasetVersion version) {
        ObjectNode node = RecordJson.object();
        node.put("id", version.id());
        node.put("created_at", version.createdAt().toString());
        node.put("by", version.by());
        node.put("sha256", version.content().sha256());
        node.put("gold_sha256", version.content().goldSha256());
        DatasetVersion.Counts counts = version.content().counts();
        node.putObject("images")
                .put("train", counts.train())
                .put("val", counts.val())
                .put("gold", counts.gold())
                .put("left_out", counts.leftOut())
                .put("clean", counts.clean());
        ObjectNode types = node.putObject("by_type");
        counts.boxesByType().forEach(types::put);
        return node;
    }

    void make(Context context) throws IOException {
        DatasetBody body = JsonBody.read(context, DatasetBody.class);
        long images = ReviewedDataset.of(history).summary().images();
        if (images == 0) {
            throw new ProblemException(409, "nothing_reviewed", "no image has been reviewed yet");
        }
        if (body.gold != null && !history.datasets().gold().isEmpty()) {
            throw new ProblemException(
                    409, "gold_frozen", "the gold set is frozen, so that figures stay comparable; leave gold out");
        }
        if (body.gold != null && (body.gold < 0 || body.gold > images)) {
            throw ProblemException.unprocessable("gold is " + body.gold + ", expected 0 to " + images);
        }
        DatasetVersion version = folders.make(body.gold, Caller.actor(context));
        context.status(201).header("Location", "/v1/datasets/" + version.id()).json(version(version));
    }

    void archive(Context context) throws IOException {
        DatasetFormat format = QueryText.constant(DatasetFormat.class, "format", context.queryParam("format"));
        if (format == null) {
            throw ProblemException.invalidRequest("format is missing; give voc, coco, yolo or jsonl");
        }
        String id = context.pathParam("id");
        DatasetVersion version = history.datasets()
                .find(id)
                .orElseThrow(() -> ProblemException.notFound("there is no dataset " + MessageText.quote(id)));
        try (DatasetArchive archive = DatasetArchive.of(folders.folder(version.id()), format)) {
            history.audit()
                    .append(new AuditLog.Event(
                            Caller.actor(context), "export", version.id(), null, RecordJson.word(format)));
            String name = "millsight-" + version.id() + "-" + RecordJson.word(format) + ".zip";
            context.contentType("application/zip")
                    .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
            archive.writeTo(context.outputStream());
        }
    }
}
