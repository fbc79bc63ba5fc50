package io.millsight.service.learning;

import io.millsight.files.MessageText;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.HistoryUnavailableException;
import io.millsight.service.threads.RepeatingThread;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets this server answer with the model that another server on the same database has activated, lets answer as a shadow, or has rolled back to. It
 * looks every few seconds. A model that cannot be loaded here is tried again; until then, the former one goes on answering.
 *
 * <p>Safe for use by several threads.
 */
public final class DeploymentFollower implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(2);

    /** A model that could not be loaded, or failed on the canary image, is not loaded again earlier. */
    private static final Duration NEXT_TRY = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(DeploymentFollower.class);

    /**
     * Why a deployment is not followed.
     *
     * @param deployment its identifier
     * @param sentence for people
     * @param nextTry the {@link System#nanoTime} before which it is not tried again
     */
    private record Failure(String deployment, String sentence, long nextTry) {

        boolean forbids(Deployment wanted) {
            return deployment.equals(wanted.id()) && System.nanoTime() < nextTry;
        }
    }

    private final History history;
    private final ModelSwitcher switcher;
    private final RepeatingThread thread = new RepeatingThread("deployments", LOOK, LOOK, this::look);
    private final Map<Deployment.Mode, Failure> failures = new EnumMap<>(Deployment.Mode.class);

    /** Creates a follower that does nothing before {@link #start}. */
    public DeploymentFollower(History history, ModelSwitcher switcher) {
        this.history = history;
        this.switcher = switcher;
    }

    /** Begins to look for what other servers have changed. */
    public void start() {
        thread.start();
    }

    /** Returns what people have to know, as one line: this server does not answer with the model that is active, or a shadow. Mostly empty. */
    public Optional<String> warning() {
        synchronized (failures) {
            return failures.values().stream().map(Failure::sentence).reduce((first, second) -> first + "; " + second);
        }
    }

    private void look() {
        try {
            if (switcher.deployment(Deployment.Mode.ACTIVE).isPresent()) { // else the model is being loaded
                for (Deployment.Mode mode : Deployment.Mode.values()) {
                    look(mode);
                }
            }
        } catch (HistoryUnavailableException e) {
            LOG.debug("the database does not answer", e);
        } catch (RuntimeException e) { // the next look tries again
            LOG.error("what other servers have changed cannot be followed", e);
        }
    }

    private void look(Deployment.Mode mode) {
        List<Deployment> wanted = history.deployments().allRunning(mode);
        Optional<String> own = switcher.deployment(mode).map(Deployment::id);
        if (wanted.isEmpty() || wanted.stream().map(Deployment::id).anyMatch(id -> own.equals(Optional.of(id)))) {
            forget(mode);
            if (wanted.isEmpty() && mode == Deployment.Mode.SHADOW && own.isPresent()) {
                switcher.followEndOfShadow();
            }
        } else {
            follow(wanted.get(0));
        }
    }

    private void follow(Deployment wanted) {
        Optional<Path> missing = missingFolder(wanted);
        if (missing.isPresent()) {
            fail(wanted, "its folder " + missing.get() + " is missing here", Duration.ZERO);
        } else if (mayTry(wanted)) {
            try {
                switcher.follow(wanted);
                forget(wanted.decision().mode());
            } catch (HistoryUnavailableException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.debug("a deployment cannot be followed", e);
                fail(wanted, MessageText.oneLine(String.valueOf(e.getMessage())), NEXT_TRY);
            }
        }
    }

    /** Returns the folder of a model's adapter if it does not exist here; empty if it does, or for a model of the command line. */
    private Optional<Path> missingFolder(Deployment wanted) {
        String folder = history.adapters().find(wanted.adapter()).orElseThrow().folder();
        return Optional.ofNullable(folder).map(history.folder()::resolve).filter(path -> !Files.isDirectory(path));
    }

    private boolean mayTry(Deployment wanted) {
        synchronized (failures) {
            Failure before = failures.get(wanted.decision().mode());
            return before == null || !before.forbids(wanted);
        }
    }

    private void fail(Deployment wanted, String reason, Duration pause) {
        Deployment.Mode mode = wanted.decision().mode();
        String name = wanted.model().words();
        String sentence = switch (mode) {
            case ACTIVE ->
                name + " is the active model, but this server still answers with "
                        + switcher.deployment(mode)
                                .map(own -> own.model().words())
                                .orElse("another one") + ": " + reason;
            case SHADOW -> name + " is the shadow model, but does not answer on this server: " + reason;
        };
        synchronized (failures) {
            Failure before =
                    failures.put(mode, new Failure(wanted.id(), sentence, System.nanoTime() + pause.toNanos()));
            if (before == null || !before.sentence.equals(sentence)) {
                LOG.warn(sentence);
            }
        }
    }

    private void forget(Deployment.Mode mode) {
        synchronized (failures) {
            failures.remove(mode);
        }
    }

    /** Ends after what is being loaded. */
    @Override
    public void close() {
        thread.close();
    }
}
