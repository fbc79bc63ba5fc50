package io.millsight.qwen;

/** The two ways in which checkpoints name their tensors. */
final class TensorNames {
    private TensorNames() {}

    static String original(String name) {
        if (name.startsWith("model.visual.")) {
            return name.substring("model.".length());
        }
        return name.replaceFirst("^model\\.language_model\\.", "model.");
    }
}
