package io.millsight.service.learning;

import io.millsight.history.Actor;
import io.millsight.history.Deployment;
import io.millsight.history.Deployments;
import io.millsight.history.History;
import io.millsight.history.KnownAdapter;
import io.millsight.history.StoredInspection;
import io.millsight.image.RgbImage;
import io.millsight.service.model.CanaryResult;
import io.millsight.service.model.DeployedModel;
import io.millsight.service.model.LoadedModel;
import io.millsight.service.model.ModelLoader;
import io.millsight.service.model.ServingModel;
import io.millsight.service.queue.InspectionWorker;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the model that answers, and lets another one answer beside it, while images come in.
 *
 * <p>The new model is loaded and tried out on a thread of its own, beside the one that answers. The model's thread takes it over between two batches
 * and closes the former one, so no image waits for the loading and none fails. It is one thread for the life of the service, because libtorch keeps
 * memory for each new thread that calls it.
 *
 * <p>Safe for use by several threads. One change at a time is made.
 */
public final class ModelSwitcher implements AutoCloseable {

    /** The share of all images that a shadow model answers, too. */
    private static final double SHADOW_SHARE = 0.1;

    /** So many images may wait for the shadow model; more are left out, so that it never holds the others up. */
    private static final int MOST_WAITING = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ModelSwitcher.class);

    private final History history;
    private final DeployedModel model;
    private final ModelLoader loader;
    private final InspectionWorker worker;
    private final RandomGenerator random;
    private final ReentrantLock switching = new ReentrantLock();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ExecutorService loading = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "model-loader");
        thread.setDaemon(true);
        return thread;
    });
    private volatile @Nullable ServingModel shadow;

    /**
     * @param random draws the images that a shadow model answers, too
     */
    public ModelSwitcher(
            History history, DeployedModel model, ModelLoader loader, InspectionWorker worker, RandomGenerator random) {
        this.history = history;
        this.model = model;
        this.loader = loader;
        this.worker = worker;
        this.random = random;
    }

    /**
     * Who wants a change.
     *
     * @param actor who
     * @param reason in the person's words; null for none
     * @param override whether a person answers for what the canary and the gate refuse
     */
    public record Wish(Actor actor, @Nullable String reason, boolean override) {}

    /**
     * Lets an adapter answer from now on.
     *
     * @throws RefusedException if the canary fails, or another change is being made; the former model goes on answering
     * @throws io.millsight.files.MillsightException if the adapter cannot be loaded; the former model goes on answering
     */
    public Deployment activate(KnownAdapter adapter, Wish wish) {
        return alone(() -> {
            LoadedModel loaded = load(adapter);
            Deployment deployment = change(loaded, wish, Deployment.Mode.ACTIVE, tried(loaded, wish));
            ServingModel next = model.serving(loaded, deployment, CanaryResult.PASSED);
            replaceActive(next);
            return deployment;
        });
    }

    private void replaceActive(ServingModel next) {
        await(worker.between(former -> {
            model.replace(next);
            former.inspector().close();
            return next;
        }));
        LOG.info("{} answers from now on", next.deployment().model().words());
    }

    /**
     * Lets an adapter answer a share of the images beside the active model.
     *
     * @throws RefusedException if the canary fails, or another change is being made
     * @throws io.millsight.files.MillsightException if the adapter cannot be loaded
     */
    public Deployment shadow(KnownAdapter adapter, Wish wish) {
        return alone(() -> {
            LoadedModel loaded = load(adapter);
            Deployment deployment = change(loaded, wish, Deployment.Mode.SHADOW, tried(loaded, wish));
            replaceShadow(model.serving(loaded, deployment, CanaryResult.PASSED));
            return deployment;
        });
    }

    /**
     * Lets a model answer here, too, that another server has let answer. It is loaded and checked as at a start. Nothing is done while a change is
     * being made here, or if another model answers by now.
     *
     * @throws RefusedException if the canary fails; the former model goes on answering
     * @throws io.millsight.files.MillsightException if the adapter cannot be loaded; the former model goes on answering
     */
    void follow(Deployment wanted) {
        if (!switching.tryLock()) {
            return;
        }
        try {
            LoadedModel loaded = load(history.adapters().find(wanted.adapter()).orElseThrow());
            entered(loaded, wanted.decision().mode()).ifPresent(next -> {
                switch (wanted.decision().mode()) {
                    case ACTIVE -> replaceActive(next);
                    case SHADOW -> replaceShadow(next);
                }
            });
        } finally {
            switching.unlock();
        }
    }

    /** Enters a loaded model and tries the canary on it. It is closed if it fails, or if another model answers by now. */
    private Optional<ServingModel> entered(LoadedModel loaded, Deployment.Mode mode) {
        boolean kept = false;
        try {
            Optional<ServingModel> next = history.deployments()
                    .join(mode, loaded.model(), loaded.settings(), Actor.PROGRAM)
                    .map(deployment ->
                            await(CompletableFuture.supplyAsync(() -> model.checked(loaded, deployment), loading)));
            next.map(ServingModel::canary)
                    .filter(result -> result != CanaryResult.PASSED)
                    .ifPresent(result -> {
                        throw new RefusedException("canary", result.sentence());
                    });
            kept = next.isPresent();
            return next;
        } finally {
            if (!kept) {
                loaded.inspector().close();
            }
        }
    }

    /** Ends the shadow model here, too, because another server has ended it. Nothing is done while a change is being made here. */
    void followEndOfShadow() {
        if (switching.tryLock()) {
            try {
                replaceShadow(null);
            } finally {
                switching.unlock();
            }
        }
    }

    /** Returns the deployment of a mode that this server answers for; empty if there is none. */
    Optional<Deployment> deployment(Deployment.Mode mode) {
        return switch (mode) {
            case ACTIVE -> model.deployment();
            case SHADOW -> Optional.ofNullable(shadow).map(ServingModel::deployment);
        };
    }

    /** Ends the shadow model, if there is one. */
    public void endShadow(Actor actor) {
        alone(() -> {
            history.deployments().endShadow(actor);
            replaceShadow(null);
            return actor;
        });
    }

    /** Lets the model answer that answered before the active one. */
    public Deployment rollBack(Wish wish) {
        return activate(
                former().orElseThrow(
                                () -> new RefusedException("nothing_before", "no other model has answered before")),
                wish);
    }

    /** Returns the model that answered before the active one; empty if there is none. */
    public Optional<KnownAdapter> former() {
        List<Deployment> active = history.deployments().list().stream()
                .filter(deployment -> deployment.decision().mode() == Deployment.Mode.ACTIVE)
                .toList();
        return active.stream()
                .filter(deployment -> !deployment.adapter().equals(active.get(0).adapter()))
                .findFirst()
                .flatMap(deployment -> history.adapters().find(deployment.adapter()));
    }

    /** Something that is done while nobody else makes a change. */
    private interface Change<T> {
        T make();
    }

    private <T> T alone(Change<T> change) {
        if (!switching.tryLock()) {
            throw new RefusedException("switching", "another change of the model is being made; try again in a moment");
        }
        try {
            return change.make();
        } finally {
            switching.unlock();
        }
    }

    private LoadedModel load(KnownAdapter adapter) {
        return await(CompletableFuture.supplyAsync(
                () -> {
                    String folder = adapter.folder();
                    LoadedModel loaded = folder == null
                            ? loader.load()
                            : loader.load(history.folder().resolve(folder));
                    if (!loaded.model().equals(adapter.model())) {
                        loaded.inspector().close();
                        throw new RefusedException(
                                "other_weights",
                                folder == null
                                        ? "this model was named on the command line of an earlier start; start the"
                                                + " service with it again"
                                        : "the weights in " + folder + " are not those that were registered");
                    }
                    return loaded;
                },
                loading));
    }

    /** Tries the canary on a loaded model, which is closed if it fails. Returns the boxes on the canary image. */
    private String tried(LoadedModel loaded, Wish wish) {
        boolean kept = false;
        try {
            DeployedModel.Trial trial = await(CompletableFuture.supplyAsync(() -> model.tryOut(loaded), loading));
            if (trial.result() != CanaryResult.PASSED && !wish.override) {
                throw new RefusedException("canary", trial.result().sentence());
            }
            kept = true;
            return trial.boxes();
        } finally {
            if (!kept) {
                loaded.inspector().close();
            }
        }
    }

    private Deployment change(LoadedModel loaded, Wish wish, Deployment.Mode mode, String boxes) {
        return history.deployments()
                .change(
                        loaded.model(),
                        loaded.settings(),
                        wish.actor,
                        new Deployments.Change(mode, wish.reason, boxes));
    }

    private void replaceShadow(@Nullable ServingModel next) {
        await(worker.between(serving -> {
            ServingModel former = shadow;
            shadow = next;
            if (former != null) {
                former.inspector().close();
            }
            return serving;
        }));
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Shows an inspected image to the shadow model, if there is one and the image is drawn. Returns at once. */
    public void answerBeside(StoredInspection inspection, RgbImage pixels) {
        if (shadow == null || random.nextDouble() >= SHADOW_SHARE || waiting.get() >= MOST_WAITING) {
            return;
        }
        waiting.incrementAndGet();
        CompletableFuture<?> answered = worker.between(serving -> {
                    answer(inspection, pixels);
                    return serving;
                })
                .whenComplete((done, failure) -> {
                    waiting.decrementAndGet();
                    if (failure != null) {
                        LOG.warn("the shadow model failed on an image", failure);
                    }
                });
        LOG.debug("image {} waits for the shadow model: {}", inspection.id(), answered);
    }

    private void answer(StoredInspection inspection, RgbImage pixels) {
        ServingModel beside = shadow;
        if (beside != null) {
            history.shadows()
                    .add(
                            inspection.id(),
                            beside.deployment().id(),
                            beside.rules()
                                    .answer(
                                            beside.inspector().inspect(pixels),
                                            List.of(),
                                            inspection.content().recipe().rules()));
        }
    }

    /** Closes the shadow model. The worker must live; the active model is its own. */
    @Override
    public void close() {
        loading.shutdown();
        if (shadow != null && worker.isAlive()) {
            replaceShadow(null);
        }
    }
}
