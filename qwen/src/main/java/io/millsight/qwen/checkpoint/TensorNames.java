package io.millsight.qwen.checkpoint;

/**
 * The two naming schemes of checkpoints: the old one ({@code visual.*}, {@code model.layers.*}) of the published files, which is the one
 * used inside and written, and the new one ({@code model.visual.*}, {@code model.language_model.layers.*}) of transformers from 4.52 on.
 */
public final class TensorNames {

    private static final String OLD_VISION = "visual.";
    private static final String OLD_TEXT = "model.";
    private static final String NEW_VISION = "model.visual.";
    private static final String NEW_TEXT = "model.language_model.";

    private TensorNames() {}

    /** A name of either scheme in the old one. */
    public static String toOld(String name) {
        if (name.startsWith(NEW_VISION)) {
            return OLD_VISION + name.substring(NEW_VISION.length());
        }
        return name.startsWith(NEW_TEXT) ? OLD_TEXT + name.substring(NEW_TEXT.length()) : name;
    }

    /** A name of either scheme in the new one. */
    public static String toNew(String name) {
        if (name.startsWith(NEW_VISION) || name.startsWith(NEW_TEXT)) {
            return name;
        }
        if (name.startsWith(OLD_VISION)) {
            return NEW_VISION + name.substring(OLD_VISION.length());
        }
        return name.startsWith(OLD_TEXT) ? NEW_TEXT + name.substring(OLD_TEXT.length()) : name;
    }

    /** Whether a name of either scheme belongs to the vision tower. */
    public static boolean isVision(String name) {
        return toOld(name).startsWith(OLD_VISION);
    }
}
