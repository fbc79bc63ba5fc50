package io.millsight.cli;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.files.MessageText;
import io.millsight.qwen.ModelFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Tells a user what a model's folder holds that is not used, or not as its files say: each folder once. */
final class ModelNotices {

    private final Set<Path> told = new HashSet<>();

    ModelNotices() {}

    /**
     * Prints a line for each notice.
     *
     * @param model its folder, or that of a run which taught a whole model
     */
    void print(Path model, PrintWriter err) {
        if (told.add(model)) {
            print(ModelFolder.open(CheckpointFolder.resolve(model)), err);
        }
    }

    static void print(ModelFolder folder, PrintWriter err) {
        folder.notices().forEach(notice -> err.println("millsight: note: " + MessageText.oneLine(notice)));
    }
}
