package io.millsight.service.model;

import io.millsight.history.Actor;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.inspection.Inspector;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model that answers, known to the whole service: it is loaded, entered into the history as the active deployment, and checked with the canary.
 *
 * <p>{@link #open} is called once, on the thread that uses the model. The other methods are safe for use by several threads.
 */
public final class DeployedModel {

    private static final Logger LOG = LoggerFactory.getLogger(DeployedModel.class);

    private final ModelLoader loader;
    private final History history;
    private final RandomGenerator random;
    private volatile @Nullable Active active;

    private record Active(Deployment deployment, AnswerRules rules, boolean canary) {}

    /**
     * @param random draws the sample of pictures that a person looks at
     */
    public DeployedModel(ModelLoader loader, History history, RandomGenerator random) {
        this.loader = loader;
        this.history = history;
        this.random = random;
    }

    /** Loads the model; the caller closes it. */
    public Inspector open() {
        LoadedModel loaded = loader.load();
        boolean opened = false;
        try {
            Deployment deployment = history.deployments().activate(loaded.model(), loaded.settings(), Actor.PROGRAM);
            double threshold = loaded.settings().threshold();
            boolean canary = check(deployment, Canary.inspect(loaded.inspector(), threshold));
            active = new Active(deployment, new AnswerRules(threshold, random), canary);
            opened = true;
            return loaded.inspector();
        } finally {
            if (!opened) {
                loaded.inspector().close();
            }
        }
    }

    private boolean check(Deployment deployment, String found) {
        String recorded = deployment.canary();
        if (recorded == null) {
            history.deployments().recordCanary(deployment.id(), found);
            return true;
        }
        boolean same = Canary.same(recorded, found);
        if (!same) {
            LOG.error(
                    "the model finds other boxes on the canary image than at its first start: {} instead of {};"
                            + " take another copy of the model, or another machine",
                    found,
                    recorded);
        }
        return same;
    }

    /** Returns the deployment; empty before the model is loaded. */
    public Optional<Deployment> deployment() {
        return Optional.ofNullable(active).map(Active::deployment);
    }

    /** Returns the rules for the model's answers; empty before the model is loaded. */
    public Optional<AnswerRules> rules() {
        return Optional.ofNullable(active).map(Active::rules);
    }

    /** Returns whether the model found on the canary image what it found at its first start. */
    public boolean passedCanary() {
        return Optional.ofNullable(active).map(Active::canary).orElse(false);
    }
}
