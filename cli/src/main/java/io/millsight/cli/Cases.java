package io.millsight.cli;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.report.CaseGroup;
import io.millsight.evaluation.report.CaseSelection;
import io.millsight.evaluation.report.ExampleCase;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.picture.DefectPainter;
import io.millsight.steel.picture.TypeColours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The images that a report shows. */
final class Cases {

    private static final int WORST = 6;

    /** All of them matter, but a page of hundreds of pictures opens slowly; per_image.csv has the rest. */
    private static final int UNREAD = 24;

    private static final int MOST_PIXELS_A_SIDE = 800;

    private final Evaluation evaluation;
    private final Map<String, String> before;
    private final DefectPainter painter;

    /**
     * @param before what was said before tuning, by the image's id; empty where that is unknown
     */
    Cases(Evaluation evaluation, Map<String, String> before) {
        this.evaluation = evaluation;
        this.before = before;
        this.painter = new DefectPainter(new TypeColours(evaluation.input().types()));
    }

    /** The groups that have any images. */
    List<CaseGroup> groups() {
        CaseSelection selection = new CaseSelection(evaluation);
        List<EvaluatedImage> unread = selection.unread();
        String share = unread.size() > UNREAD ? " (" + UNREAD + " of " + unread.size() + ")" : "";
        List<CaseGroup> groups = new ArrayList<>();
        add(groups, "A typical image of each type", selection.typicalOfEachType());
        add(groups, "Most defects missed", selection.worstMisses(WORST));
        add(groups, "Most false alarms", selection.worstFalseAlarms(WORST));
        add(
                groups,
                "Answers that could not be read to their end" + share,
                unread.stream().limit(UNREAD).toList());
        return groups;
    }

    private void add(List<CaseGroup> groups, String title, List<EvaluatedImage> images) {
        if (!images.isEmpty()) {
            groups.add(new CaseGroup(title, images.stream().map(this::example).toList()));
        }
    }

    private ExampleCase example(EvaluatedImage image) {
        return new ExampleCase(image, picture(image.image()), before.getOrDefault(image.id(), ""));
    }

    private RgbImage picture(AnnotatedImage image) {
        RgbImage pixels = image.readPixels();
        boolean large = Math.max(image.width(), image.height()) > MOST_PIXELS_A_SIDE;
        return large ? RgbImage.of(painter.paintWithSide(pixels, List.of(), MOST_PIXELS_A_SIDE)) : pixels;
    }
}
