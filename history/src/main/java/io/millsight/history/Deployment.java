package io.millsight.history;

import io.millsight.steel.DefectType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that answered for a while.
 *
 * @param id its identifier
 * @param adapter the identifier of the model among those that are known
 * @param model what was loaded
 * @param settings how it answered
 * @param from since when it answers
 * @param to until when it answered; null if it still does
 * @param canary the boxes that it found on the canary image, as text; null if they are not recorded
 * @param decision who let it answer, and in which role
 */
public record Deployment(
        String id,
        String adapter,
        Model model,
        Settings settings,
        Instant from,
        @Nullable Instant to,
        @Nullable String canary,
        Decision decision) {

    /** What a model answers for. */
    public enum Mode {
        /** Its answers hold. */
        ACTIVE,
        /** Its answers are kept apart and decide nothing. */
        SHADOW
    }

    /**
     * Who let a model answer.
     *
     * @param mode what it answers for
     * @param by the name of a person, or of the program
     * @param reason in the person's words; null for none
     */
    public record Decision(Mode mode, String by, @Nullable String reason) {}

    /**
     * A model with its adapter.
     *
     * @param name the name of the base or the detector
     * @param baseSha256 the fingerprint of its weights
     * @param adapter the name of the adapter; null without one
     * @param adapterSha256 the hash of the adapter's weights; null without one
     * @param promptSha256 the hash of the task: what is asked, and the language of the answers
     * @param types the types of defects that it knows
     */
    public record Model(
            String name,
            String baseSha256,
            @Nullable String adapter,
            @Nullable String adapterSha256,
            String promptSha256,
            List<DefectType> types) {

        public Model {
            types = List.copyOf(types);
        }

        /** Returns its name for people. */
        public String words() {
            return adapter == null ? name : name + " with " + adapter;
        }
    }

    /**
     * How a model answers.
     *
     * @param threshold boxes with a lower score do not count
     * @param augmentation the test-time augmentation
     * @param decoding how tokens are chosen
     * @param software the version of the program
     * @param device the device and the data type, for example {@code cpu/bf16}
     */
    public record Settings(double threshold, String augmentation, String decoding, String software, String device) {}
}
