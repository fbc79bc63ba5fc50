package io.millsight.examples;

import io.millsight.Millsight;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import java.nio.file.Path;

/** Describes one image. Arguments: model folder, adapter folder, image file. */
public final class DescribeImage {

    private DescribeImage() {}

    public static void main(String[] arguments) {
        try (Inspector inspector = Millsight.inspector(arguments[0], arguments[1])) {
            Inspection inspection = inspector.inspect(Path.of(arguments[2]));
            System.out.println(inspection.verdict());
            inspection.defects().forEach(d -> System.out.println(d.type() + " " + d.box() + " " + d.score()));
        }
    }
}
