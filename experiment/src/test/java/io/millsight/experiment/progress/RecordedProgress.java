package io.millsight.experiment.progress;

import java.util.ArrayList;
import java.util.List;

/** Keeps what an experiment reports. */
public final class RecordedProgress implements ProgressListener {

    private final List<String> warnings = new ArrayList<>();
    private final List<RecordedStage> stages = new ArrayList<>();

    /** A stage and the amounts by which it advanced. */
    public record RecordedStage(Work work, List<Long> amounts, List<String> notes) implements Stage {

        @Override
        public void advance(long amount) {
            amounts.add(amount);
        }

        @Override
        public void note(String note) {
            notes.add(note);
        }

        @Override
        public void close() {}
    }

    public RecordedProgress() {}

    @Override
    public Stage begin(Work work) {
        RecordedStage stage = new RecordedStage(work, new ArrayList<>(), new ArrayList<>());
        stages.add(stage);
        return stage;
    }

    @Override
    public void warning(String message) {
        warnings.add(message);
    }

    public List<String> warnings() {
        return warnings;
    }

    public List<RecordedStage> stages() {
        return stages;
    }
}
