package io.millsight.cli.command;

import io.millsight.cli.terminal.Failures;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.files.MessageText;
import java.io.PrintWriter;
import java.util.Locale;

/** The last words of a command that measures, where images could not be read. */
final class UnreadableImages {

    private UnreadableImages() {}

    /**
     * Prints how many images could not be read.
     *
     * @param unreadable images of the split that could not be read, or not be shown to a model
     * @return the exit code of a command that succeeded otherwise
     */
    static int conclude(EvaluationSplit split, int unreadable, PrintWriter err) {
        if (unreadable > 0) {
            err.printf(
                    Locale.ROOT,
                    "millsight: %,d of %s could not be read; what is marked on them counts as missed%n",
                    unreadable,
                    MessageText.count(split.images().size(), "image"));
        }
        return unreadable + split.leftOut() == 0 ? 0 : Failures.TO_MEND;
    }
}
