package io.millsight.service.intake;

import io.millsight.history.History;
import io.millsight.service.model.CanaryResult;
import io.millsight.service.model.DeployedModel;
import io.millsight.service.queue.InspectionWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells whether the service lives, and whether it takes images: from the progress of the model, not from the process alone. */
public final class Readiness {

    /** Without any answer of the model for so long, no image is taken. A pass of a large model takes minutes on a processor. */
    private static final Duration NO_PROGRESS = Duration.ofMinutes(1);

    /** Without any answer of the model for so long, the process should be restarted. */
    private static final Duration STALLED = Duration.ofMinutes(5);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final History history;
    private final DeployedModel model;
    private final InspectionWorker worker;
    private final long diskFloor;
    private volatile boolean draining;

    /**
     * @param diskFloor with fewer free bytes on the disk no image is taken, because its record might be lost
     */
    public Readiness(History history, DeployedModel model, InspectionWorker worker, long diskFloor) {
        this.history = history;
        this.model = model;
        this.worker = worker;
        this.diskFloor = diskFloor;
    }

    /** Takes no image from now on. */
    public void drain() {
        draining = true;
    }

    /** Returns whether the process should go on living. */
    public boolean isAlive() {
        return worker.isAlive() && worker.stalledFor().compareTo(STALLED) < 0;
    }

    /** Returns each condition for taking images, and whether it is met. */
    public Map<String, Boolean> checks() {
        Map<String, Boolean> checks = new LinkedHashMap<>();
        checks.put("model", isLoaded());
        checks.put("canary", passedCanary());
        checks.put("database", history.isWritable());
        checks.put("disk", hasSpace());
        checks.put("accepting", !draining);
        checks.put("progress", progresses());
        return checks;
    }

    private boolean isLoaded() {
        return worker.state() == InspectionWorker.State.READY;
    }

    private boolean progresses() {
        return worker.stalledFor().compareTo(NO_PROGRESS) < 0;
    }

    private boolean hasSpace() {
        return freeBytes() >= diskFloor;
    }

    /** Returns the free space on the disk; 0 if the system does not tell. */
    public double freeBytes() {
        try {
            return history.freeBytes();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns whether images are taken. */
    public boolean isReady() {
        return checks().values().stream().allMatch(met -> met);
    }

    /** Returns whether the model answers the canary image as it should. */
    public boolean passedCanary() {
        return model.canary().filter(CanaryResult.PASSED::equals).isPresent();
    }

    /** Returns why no image is taken, as one line; empty if images are taken. */
    public Optional<String> reason() {
        return refusal()
                .map(IntakeException::getMessage)
                .or(() -> history.isWritable()
                        ? Optional.empty()
                        : Optional.of("the database does not answer, or cannot be written; its own log says more"));
    }

    /**
     * Refuses an image while no image is taken.
     *
     * @throws IntakeException with the reason
     */
    void requireReady() {
        Optional<IntakeException> refusal = refusal();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /**
     * Refuses an image that is inspected later, while no record is made. It needs no model now.
     *
     * @throws IntakeException with the reason
     */
    void requireRoom() {
        Optional<IntakeException> refusal = refusalOfRecords();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    /** Returns whether images are taken, as far as it can be told without the database. */
    boolean takesImages() {
        return refusal().isEmpty();
    }

    private Optional<IntakeException> refusalOfRecords() {
        if (draining) {
            return Optional.of(unavailable("draining", "the service is ending"));
        }
        return hasSpace()
                ? Optional.empty()
                : Optional.of(unavailable("disk_full", "the disk is nearly full; make room for records"));
    }

    /** Looks at all conditions but that of the database, which each record is a proof of. */
    private Optional<IntakeException> refusal() {
        Optional<IntakeException> ofRecords = refusalOfRecords();
        if (ofRecords.isPresent()) {
            return ofRecords;
        }
        if (!isLoaded()) {
            return Optional.of(unavailable("starting", "the model is being loaded"));
        }
        if (!passedCanary()) {
            return model.canary().map(result -> unavailable("canary", result.sentence()));
        }
        return progresses()
                ? Optional.empty()
                : Optional.of(unavailable("stalled", "the model has not answered for a minute"));
    }

    static IntakeException unavailable(String type, String detail) {
        return new IntakeException(IntakeException.Kind.UNAVAILABLE, type, detail, RETRY_AFTER);
    }
}
