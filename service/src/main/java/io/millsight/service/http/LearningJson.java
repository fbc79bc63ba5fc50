package io.millsight.service.http;

import io.millsight.history.Deployment;
import io.millsight.history.KnownAdapter;
import io.millsight.history.ShadowAnswers;
import io.millsight.history.Training;
import io.millsight.service.learning.Comparison;
import io.millsight.service.learning.GoldFigures;
import io.millsight.service.learning.RunProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes trainings, adapters and comparisons as the JSON of the interface. */
final class LearningJson {

    private LearningJson() {}

    /**
     * @param words of its process about its progress; null if it says nothing
     */
    static ObjectNode training(Training training, RunProgress progress, @Nullable String words) {
        ObjectNode node = RecordJson.object();
        node.put("id", training.id());
        node.put("state", RecordJson.word(training.state()));
        node.put("dataset", training.plan().dataset());
        node.put("start", training.plan().start());
        ObjectNode settings = node.putObject("settings");
        training.plan().settings().forEach(settings::put);
        node.put("by", training.by());
        node.put("created_at", text(training.times().created()));
        node.put("started_at", text(training.times().started()));
        node.put("ended_at", text(training.times().ended()));
        node.put("heartbeat_at", text(training.times().heartbeat()));
        node.put("exit_code", training.outcome().exitCode());
        node.put("message", training.outcome().message());
        node.put("step", progress.step());
        node.put("steps", progress.steps());
        node.put("seconds", Math.round(progress.seconds()));
        node.put("seconds_left", Math.round(progress.secondsLeft()));
        ArrayNode losses = node.putArray("losses");
        progress.losses().forEach(loss -> losses.addArray().add(loss.step()).add(loss.loss()));
        node.put("progress", words);
        return node;
    }

    /**
     * @param words of its process about its progress; null if it says nothing
     */
    static ObjectNode measurement(Training measurement, @Nullable String words) {
        return RecordJson.object()
                .put("state", RecordJson.word(measurement.state()))
                .put("by", measurement.by())
                .put("created_at", text(measurement.times().created()))
                .put("ended_at", text(measurement.times().ended()))
                .put("message", measurement.outcome().message())
                .put("progress", words);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    static ObjectNode adapter(KnownAdapter adapter) {
        ObjectNode node = RecordJson.object();
        node.put("id", adapter.id());
        node.put(
                "name",
                Optional.ofNullable(adapter.model().adapter())
                        .orElse(adapter.model().name()));
        node.put("model", adapter.model().name());
        node.put("adapter_sha256", adapter.model().adapterSha256());
        node.put("folder", adapter.folder());
        node.put("state", RecordJson.word(adapter.state()));
        node.put("training", adapter.training());
        GoldFigures.of(adapter)
                .ifPresentOrElse(figures -> node.set("metrics", figures(figures)), () -> node.putNull("metrics"));
        return node;
    }

    private static ObjectNode figures(GoldFigures figures) {
        ObjectNode node = RecordJson.object();
        node.put("gold_sha256", figures.goldSha256());
        node.put("images", figures.images());
        node.set("f1", figure(figures.f1()));
        node.set("ap50", figure(figures.ap50()));
        node.set("type_accuracy", figure(figures.typeAccuracy()));
        return node;
    }

    private static ObjectNode figure(GoldFigures.Figure figure) {
        return RecordJson.object()
                .put("value", figure.value())
                .put("low", figure.low())
                .put("high", figure.high());
    }

    static ObjectNode shadow(Deployment deployment, ShadowAnswers.Summary summary) {
        ObjectNode node = RecordJson.object();
        node.put("adapter", deployment.adapter());
        node.put("from_at", deployment.from().toString());
        node.put("by", deployment.decision().by());
        node.put("images", summary.images());
        node.put("same_verdict", summary.sameVerdict());
        ObjectNode verdicts = node.putObject("by_verdicts");
        summary.byVerdicts().forEach(verdicts::put);
        return node;
    }

    static ObjectNode image(Comparison.Image image) {
        ObjectNode node = RecordJson.object();
        node.put("inspection", image.inspection());
        node.putObject("image")
                .put("width", image.size().width())
                .put("height", image.size().height());
        node.set("truth", boxes(image.truth()));
        node.set("before", found(image.before()));
        node.set("after", found(image.after()));
        return node;
    }

    private static ObjectNode found(Comparison.Found found) {
        ObjectNode node = RecordJson.object();
        node.put("hits", found.hits());
        node.put("misses", found.misses());
        node.put("false_alarms", found.falseAlarms());
        node.set("boxes", boxes(found.boxes()));
        return node;
    }

    private static ArrayNode boxes(List<Comparison.Box> boxes) {
        ArrayNode list = RecordJson.object().putArray("boxes");
        for (Comparison.Box one : boxes) {
            RecordJson.addBox(list.addObject().put("type", one.type().name()), one.box());
        }
        return list;
    }
}
