package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.files.MessageText;
import io.millsight.files.MillsightException;
import io.millsight.history.DatasetVersion;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.KnownAdapter;
import io.millsight.history.Training;
import io.millsight.service.learning.Comparison;
import io.millsight.service.learning.GoldFigures;
import io.millsight.service.learning.Learning;
import io.millsight.service.learning.ModelSwitcher;
import io.millsight.service.learning.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes of trainings, adapters and the change of the model that answers. */
final class LearningRoutes {

    /** What a request may set of a training; everything else follows from the base and the number of images. */
    private static final Set<String> SETTINGS = Set.of(
            "max_steps", "num_train_epochs", "learning_rate", "seed", "augmentation", "balance_types", "eval_images");

    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_SETTING = 40;

    /** What a training goes on from. */
    private enum Start {
        ACTIVE,
        BASE
    }

    /** The body of a training. */
    private record TrainingBody(
            @Nullable String dataset,
            @Nullable String start,
            @Nullable Map<String, @Nullable String> settings) {}

    /** The body of an adapter. */
    private record AdapterBody(@Nullable String folder) {}

    /** The body of a change. */
    private record ChangeBody(
            @Nullable String reason, @Nullable Boolean override) {}

    private final History history;
    private final Learning learning;

    LearningRoutes(Learning learning) {
        this.learning = learning;
        this.history = learning.history();
    }

    /** Does something that may be refused. */
    private static <T> T orProblem(Supplier<T> work) {
        try {
            return work.get();
        } catch (RefusedException e) {
            throw new ProblemException(409, e.type(), String.valueOf(e.getMessage()));
        } catch (MillsightException e) {
            throw ProblemException.unprocessable(MessageText.oneLine(String.valueOf(e.getMessage())));
        }
    }

    void trainings(Context context) {
        context.json(RecordJson.items(history.trainings().list(), this::json));
    }

    private ObjectNode json(Training training) {
        return LearningJson.training(training, learning.trainings().progress(training), words(training));
    }

    /** Returns what the process of a training says about its progress; null for a training that is over. */
    private @Nullable String words(Training training) {
        return training.state().isOver()
                ? null
                : learning.trainings().words(training).orElse(null);
    }

    void training(Context context) {
        context.json(json(training(context.pathParam("id"))));
    }

    private Training training(String id) {
        return history.trainings()
                .find(id)
                .filter(training -> training.plan().kind() == Training.Kind.TRAIN)
                .orElseThrow(() -> ProblemException.notFound("there is no training " + MessageText.quote(id)));
    }

    void train(Context context) {
        TrainingBody body = JsonBody.read(context, TrainingBody.class);
        if (body.dataset == null) {
            throw ProblemException.unprocessable("dataset is missing; give the id of a dataset version");
        }
        DatasetVersion dataset = history.datasets()
                .find(body.dataset)
                .orElseThrow(
                        () -> ProblemException.unprocessable("there is no dataset " + MessageText.quote(body.dataset)));
        Start start = QueryText.constant(Start.class, "start", body.start);
        Training training = orProblem(() -> learning.trainings()
                .add(Training.Plan.train(dataset.id(), start(start), settings(body)), dataset, Caller.actor(context)));
        context.status(201).header("Location", "/v1/trainings/" + training.id()).json(json(training));
    }

    /** Returns the adapter to go on from: the active one, unless the base is wanted or nothing else is active. */
    private @Nullable String start(@Nullable Start start) {
        KnownAdapter active = learning.active();
        return start == Start.BASE || active.model().adapter() == null ? null : active.id();
    }

    private static Map<String, String> settings(TrainingBody body) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (body.settings != null) {
            body.settings.forEach((key, value) -> {
                if (!SETTINGS.contains(key)) {
                    throw ProblemException.unprocessable("settings has " + MessageText.quote(key) + ", expected "
                            + String.join(", ", SETTINGS.stream().sorted().toList()));
                }
                if (value == null || value.length() > LONGEST_SETTING) {
                    throw ProblemException.unprocessable("the setting " + key + " must be a short text");
                }
                settings.put(key, value);
            });
        }
        return settings;
    }

    void cancel(Context context) {
        Training training = training(context.pathParam("id"));
        if (!learning.trainings().cancel(training.id(), Caller.actor(context))) {
            throw new ProblemException(409, "training_over", "the training is over already");
        }
        context.status(204);
    }

    void adapters(Context context) {
        List<Deployment> deployments = history.deployments().list();
        List<Training> measurements = history.trainings().measurements();
        ObjectNode node =
                RecordJson.items(history.adapters().list(), adapter -> adapter(adapter, deployments, measurements));
        node.put("former", learning.switcher().former().map(KnownAdapter::id).orElse(null));
        history.deployments()
                .running(Deployment.Mode.SHADOW)
                .ifPresentOrElse(
                        shadow -> node.set(
                                "shadow",
                                LearningJson.shadow(shadow, history.shadows().summary())),
                        () -> node.putNull("shadow"));
        context.json(node);
    }

    /** Writes an adapter with its newest measurement. */
    private ObjectNode adapter(KnownAdapter adapter, List<Deployment> deployments, List<Training> measurements) {
        ObjectNode node = LearningJson.adapter(adapter);
        String id = adapter.id();
        node.put(
                "deployed",
                deployments.stream()
                        .filter(deployment ->
                                deployment.to() == null && deployment.adapter().equals(id))
                        .map(deployment -> RecordJson.word(deployment.decision().mode()))
                        .findFirst()
                        .orElse(null));
        node.put(
                "dataset",
                adapter.training() == null
                        ? null
                        : training(adapter.training()).plan().dataset());
        node.put("refusal", learning.refusal(adapter).orElse(null));
        measurements.stream()
                .filter(measurement -> id.equals(measurement.plan().start()))
                .findFirst()
                .ifPresentOrElse(
                        newest -> node.set("measurement", LearningJson.measurement(newest, words(newest))),
                        () -> node.putNull("measurement"));
        return node;
    }

    void register(Context context) {
        AdapterBody body = JsonBody.read(context, AdapterBody.class);
        if (body.folder == null || body.folder.isBlank()) {
            throw ProblemException.unprocessable("folder is missing; name a folder within the data folder");
        }
        KnownAdapter adapter = orProblem(() -> learning.register(body.folder, Caller.actor(context)));
        context.status(201).json(adapter(adapter));
    }

    private ObjectNode adapter(KnownAdapter adapter) {
        return adapter(
                adapter, history.deployments().list(), history.trainings().measurements());
    }

    void measure(Context context) {
        KnownAdapter adapter = known(context);
        orProblem(() -> learning.trainings().measure(adapter, Caller.actor(context)));
        context.status(201).json(adapter(adapter));
    }

    void cancelMeasurement(Context context) {
        KnownAdapter adapter = known(context);
        boolean cancelled = history.trainings().open().stream()
                .filter(open -> open.plan().kind() == Training.Kind.MEASURE
                        && adapter.id().equals(open.plan().start()))
                .anyMatch(open -> learning.trainings().cancel(open.id(), Caller.actor(context)));
        if (!cancelled) {
            throw new ProblemException(409, "not_measuring", "the adapter is not being measured");
        }
        context.status(204);
    }

    private KnownAdapter known(Context context) {
        String id = context.pathParam("id");
        return history.adapters()
                .find(id)
                .orElseThrow(() -> ProblemException.notFound("there is no adapter " + MessageText.quote(id)));
    }

    void activate(Context context) {
        KnownAdapter adapter = known(context);
        ModelSwitcher.Wish wish = wish(context, false);
        context.json(RecordJson.deployment(orProblem(() -> learning.activate(adapter, wish, Caller.role(context)))));
    }

    void shadow(Context context) {
        KnownAdapter adapter = known(context);
        ModelSwitcher.Wish wish = wish(context, false);
        context.json(RecordJson.deployment(orProblem(() -> learning.switcher().shadow(adapter, wish))));
    }

    void endShadow(Context context) {
        orProblem(() -> {
            learning.switcher().endShadow(Caller.actor(context));
            return context;
        });
        context.status(204);
    }

    void rollBack(Context context) {
        ModelSwitcher.Wish wish = wish(context, true);
        context.json(RecordJson.deployment(orProblem(() -> learning.switcher().rollBack(wish))));
    }

    private static ModelSwitcher.Wish wish(Context context, boolean needsReason) {
        ChangeBody body = JsonBody.read(context, ChangeBody.class);
        String reason = body.reason == null || body.reason.isBlank() ? null : body.reason.strip();
        if (needsReason && reason == null) {
            throw ProblemException.unprocessable("reason is missing; say why in a few words");
        }
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw ProblemException.unprocessable("reason has more than " + LONGEST_REASON + " characters");
        }
        return new ModelSwitcher.Wish(Caller.actor(context), reason, Boolean.TRUE.equals(body.override));
    }

    /** Compares an adapter with the model that was active when it was measured, or with another one. */
    void comparison(Context context) {
        KnownAdapter after = known(context);
        String other = context.queryParam("with");
        KnownAdapter before = other == null
                ? learning.active()
                : history.adapters()
                        .find(other)
                        .orElseThrow(
                                () -> ProblemException.notFound("there is no adapter " + MessageText.quote(other)));
        GoldFigures then = figures(before);
        GoldFigures now = figures(after);
        if (!then.goldSha256().equals(now.goldSha256())) {
            throw new ProblemException(
                    409, "not_comparable", "the two were not measured on the same gold set; measure again to compare");
        }
        String dataset = history.datasets().list().stream()
                .filter(version -> version.content().goldSha256().equals(now.goldSha256()))
                .map(DatasetVersion::id)
                .findFirst()
                .orElseThrow();
        List<Comparison.Image> images = orProblem(() -> Comparison.of(history, dataset, then, now));
        ObjectNode node = RecordJson.object();
        node.set("before", LearningJson.adapter(before));
        node.set("after", LearningJson.adapter(after));
        ArrayNode items = node.putArray("items");
        images.stream().map(LearningJson::image).forEach(items::add);
        context.json(node);
    }

    private static GoldFigures figures(KnownAdapter adapter) {
        return GoldFigures.of(adapter)
                .orElseThrow(() ->
                        new ProblemException(409, "not_measured", adapter.id() + " was not measured on the gold set"));
    }
}
