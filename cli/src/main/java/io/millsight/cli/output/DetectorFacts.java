package io.millsight.cli.output;

import io.millsight.cli.terminal.FactSheet;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.files.Quantity;
import io.millsight.steel.DefectType;
import java.util.Locale;
import java.util.stream.Collectors;

/** The facts of a detector's folder. */
public final class DetectorFacts {

    private DetectorFacts() {}

    public static FactSheet of(DetectorFolder folder) {
        return new FactSheet()
                .add("detector", folder.path().toString())
                .add("method", folder.method() + ", " + folder.description().variant())
                .add("parameters", Quantity.count(folder.parameters()))
                .add("images", "fitted into " + folder.description().imageSize() + " pixels")
                .add(
                        "score threshold",
                        folder.scoreThreshold()
                                .map(score -> String.format(Locale.ROOT, "%.3g", score))
                                .orElse("none; all boxes are reported"))
                .add(
                        "defect types",
                        folder.types().stream().map(DefectType::words).collect(Collectors.joining(", ")));
    }
}
