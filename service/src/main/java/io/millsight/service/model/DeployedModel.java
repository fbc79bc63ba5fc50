package io.millsight.service.model;

import io.millsight.history.Actor;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.KnownAdapter;
import io.millsight.inspection.Inspector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model that answers, known to the whole service: it is loaded, entered into the history as the active deployment, and checked with the canary.
 *
 * <p>{@link #open} is called once, on the thread that uses the model, and {@link #replace} on the same thread. The other methods are safe for use by
 * several threads.
 */
public final class DeployedModel {

    private static final Logger LOG = LoggerFactory.getLogger(DeployedModel.class);

    private final ModelLoader loader;
    private final History history;
    private final RandomGenerator random;
    private volatile @Nullable ServingModel active;
    private volatile boolean fromRecords;

    /**
     * @param random draws the sample of pictures that a person looks at
     */
    public DeployedModel(ModelLoader loader, History history, RandomGenerator random) {
        this.loader = loader;
        this.history = history;
        this.random = random;
    }

    /**
     * Loads the model: the adapter that a person activated last, or else the model that the service is started with. The caller closes its inspector.
     *
     * @throws io.millsight.history.HistoryException if other servers may be answering with another model
     */
    public ServingModel open() {
        Optional<Path> chosen = activated();
        LoadedModel loaded = chosen.map(loader::load).orElseGet(loader::load);
        boolean opened = false;
        try {
            Deployment deployment = history.deployments().activate(loaded.model(), loaded.settings(), Actor.PROGRAM);
            ServingModel serving = checked(loaded, deployment);
            active = serving;
            fromRecords = chosen.isPresent();
            opened = true;
            return serving;
        } finally {
            if (!opened) {
                loaded.inspector().close();
            }
        }
    }

    /** Returns the folder of the active adapter, if it was trained or registered here; empty for a model of the command line. */
    private Optional<Path> activated() {
        Optional<Path> folder = history.deployments()
                .running(Deployment.Mode.ACTIVE)
                .flatMap(deployment -> history.adapters().find(deployment.adapter()))
                .map(KnownAdapter::folder)
                .map(history.folder()::resolve);
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            LOG.error(
                    "the folder {} of the active adapter is missing; the model of the command line answers instead",
                    folder.get());
            return Optional.empty();
        }
        return folder;
    }

    /**
     * How weights did that are new to the service.
     *
     * @param result whether they passed
     * @param boxes what they found on the canary image, as text
     */
    public record Trial(CanaryResult result, String boxes) {}

    /**
     * Tries weights out that are new to the service: they must answer the canary image so that the answer can be read, the same each time, otherwise
     * than the base alone, and as they did in an earlier deployment.
     */
    public Trial tryOut(LoadedModel loaded) {
        double threshold = loaded.settings().threshold();
        Canary.Look first = Canary.inspect(loaded.inspector(), threshold);
        Canary.Look second = Canary.inspect(loaded.inspector(), threshold);
        return new Trial(result(loaded, first, second), first.boxes());
    }

    private CanaryResult result(LoadedModel loaded, Canary.Look first, Canary.Look second) {
        if (!first.isReadable() || !Canary.same(first.boxes(), second.boxes())) {
            return CanaryResult.UNSTEADY;
        }
        if (!hasEffect(loaded, first)) {
            return CanaryResult.NO_EFFECT;
        }
        boolean asBefore = history.deployments().list().stream()
                .filter(former -> former.model().equals(loaded.model())
                        && former.settings().equals(loaded.settings()))
                .map(Deployment::canary)
                .filter(Objects::nonNull)
                .allMatch(recorded -> Canary.same(String.valueOf(recorded), first.boxes()));
        return asBefore ? CanaryResult.PASSED : CanaryResult.OTHER_BOXES;
    }

    /** Compares the answer of a model with that of its base alone, where it has an adapter and the base is small. */
    private static boolean hasEffect(LoadedModel loaded, Canary.Look look) {
        Supplier<Inspector> bare = loaded.bare();
        if (bare == null) {
            return true;
        }
        try (Inspector inspector = bare.get()) {
            Canary.Look alone = Canary.inspect(inspector, loaded.settings().threshold());
            return Canary.hasEffect(look.inspection(), alone.inspection());
        }
    }

    /** Joins a loaded model with what its answers mean, and asks it for the canary image: it must answer as it did before in this deployment. */
    public ServingModel checked(LoadedModel loaded, Deployment deployment) {
        return serving(loaded, deployment, check(loaded, deployment));
    }

    /** Joins a loaded model with what its answers mean. */
    public ServingModel serving(LoadedModel loaded, Deployment deployment, CanaryResult canary) {
        return new ServingModel(
                loaded.inspector(),
                deployment,
                new AnswerRules(loaded.settings().threshold(), random),
                canary);
    }

    /** Makes another model the one that answers. */
    public void replace(ServingModel next) {
        active = next;
    }

    private CanaryResult check(LoadedModel loaded, Deployment deployment) {
        Canary.Look look = Canary.inspect(loaded.inspector(), loaded.settings().threshold());
        String recorded = deployment.canary();
        if (recorded == null) {
            return checkFirst(loaded, deployment, look);
        }
        if (Canary.same(recorded, look.boxes())) {
            return CanaryResult.PASSED;
        }
        LOG.error(
                "the model finds other boxes on the canary image than at its first start: {} instead of {};"
                        + " take another copy of the model, or another machine",
                look.boxes(),
                recorded);
        return CanaryResult.OTHER_BOXES;
    }

    private CanaryResult checkFirst(LoadedModel loaded, Deployment deployment, Canary.Look look) {
        if (!hasEffect(loaded, look)) {
            LOG.error(CanaryResult.NO_EFFECT.sentence());
            return CanaryResult.NO_EFFECT;
        }
        history.deployments().recordCanary(deployment.id(), look.boxes());
        return CanaryResult.PASSED;
    }

    /** Returns the deployment; empty before the model is loaded. */
    public Optional<Deployment> deployment() {
        return Optional.ofNullable(active).map(ServingModel::deployment);
    }

    /** Returns whether an adapter that a person had activated was loaded at the start, and not the model that the service was started with. */
    public boolean isFromRecords() {
        return fromRecords;
    }

    /** Returns how the model answered the canary image; empty before it is loaded. */
    public Optional<CanaryResult> canary() {
        return Optional.ofNullable(active).map(ServingModel::canary);
    }
}
