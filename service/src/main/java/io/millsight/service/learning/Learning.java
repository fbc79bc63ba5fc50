package io.millsight.service.learning;

import io.millsight.history.Actor;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.KnownAdapter;
import io.millsight.history.Role;
import io.millsight.service.model.ModelLoader;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything about adapters: which are known, and which may answer.
 *
 * @param history where they are kept
 * @param loader describes them
 * @param switcher lets them answer
 * @param follower lets those answer that other servers let answer
 * @param trainings makes them
 */
public record Learning(
        History history,
        ModelLoader loader,
        ModelSwitcher switcher,
        DeploymentFollower follower,
        TrainingRunner trainings) {

    /**
     * Makes an adapter known.
     *
     * @param folder within the data folder
     * @throws InputException if it is none, or lies elsewhere
     */
    public KnownAdapter register(String folder, Actor actor) {
        Path data = history.folder().toAbsolutePath().normalize();
        Path place = data.resolve(folder).normalize();
        if (!place.startsWith(data) || place.equals(data) || !Files.isDirectory(place)) {
            throw new InputException(
                    folder + ": there is no such folder in the service's data folder; copy the adapter" + " there");
        }
        return history.adapters()
                .register(loader.describe(place), data.relativize(place).toString(), null, actor);
    }

    /** Returns the active model. */
    public KnownAdapter active() {
        return running(Deployment.Mode.ACTIVE)
                .orElseThrow(() -> new RefusedException("starting", "the model is being loaded"));
    }

    /** Returns the model that answers in a mode; empty if there is none. */
    public Optional<KnownAdapter> running(Deployment.Mode mode) {
        return history.deployments()
                .running(mode)
                .flatMap(deployment -> history.adapters().find(deployment.adapter()));
    }

    /**
     * Lets an adapter answer from now on, if the gate lets it pass or an administrator overrides the gate with a reason.
     *
     * @param role of who wants it
     * @throws RefusedException if it may not
     */
    public Deployment activate(KnownAdapter adapter, ModelSwitcher.Wish wish, Role role) {
        Optional<String> refusal = Gate.refusal(adapter, active());
        if (wish.override()) {
            requireOverride(wish, role);
        } else if (refusal.isPresent()) {
            throw new RefusedException(
                    "gate", "the adapter may not be activated: " + refusal.get() + "; an administrator can override");
        }
        return switcher.activate(adapter, wish);
    }

    private static void requireOverride(ModelSwitcher.Wish wish, Role role) {
        if (!role.includes(Role.ADMIN)) {
            throw new RefusedException("override", "only an administrator overrides the gate");
        }
        if (wish.reason() == null) {
            throw new RefusedException("override", "to override the gate, give a reason");
        }
    }

    /** Returns why an adapter may not become the active one; empty if it may. */
    public Optional<String> refusal(KnownAdapter adapter) {
        return Gate.refusal(adapter, active());
    }
}
