package io.millsight.qwen;

/** The two ways in which checkpoints and adapters name the parts of a model. */
public final class TensorNames {

    private TensorNames() {}

    /** The name in the original repositories: {@code visual.…}, {@code model.layers.…}. */
    public static String original(String name) {
        if (name.startsWith("model.visual.")) {
            return name.substring("model.".length());
        }
        return name.startsWith("model.language_model.") ? name.replaceFirst("language_model\\.", "") : name;
    }

    /** The name in transformers since 4.52: {@code model.visual.…}, {@code model.language_model.layers.…}. */
    public static String current(String name) {
        if (name.startsWith("visual.")) {
            return "model." + name;
        }
        boolean old = name.startsWith("model.")
                && !name.startsWith("model.language_model.")
                && !name.startsWith("model.visual.");
        return old ? "model.language_model." + name.substring("model.".length()) : name;
    }
}
