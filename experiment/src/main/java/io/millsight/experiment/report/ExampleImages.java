package io.millsight.experiment.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.report.CaseGroup;
import io.millsight.evaluation.report.CaseSelection;
import io.millsight.evaluation.report.ExampleCase;
import io.millsight.experiment.dataset.DecodedImages;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.picture.DefectPainter;
import io.millsight.steel.picture.TypeColours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chooses the images that the page of a report shows. */
public final class ExampleImages {

    private static final int WORST = 6;

    /** A page with hundreds of pictures opens slowly. The file per_image.csv lists the rest. */
    private static final int UNREAD = 24;

    private static final int MOST_PIXELS_A_SIDE = 800;

    private final Evaluation evaluation;
    private final Map<String, String> before;
    private final DecodedImages pictures;
    private final DefectPainter painter;

    /**
     * @param before answers of the model before tuning, by the id of the image; empty if they are unknown
     */
    public ExampleImages(Evaluation evaluation, Map<String, String> before, DecodedImages pictures) {
        this.evaluation = evaluation;
        this.pictures = pictures;
        this.before = before;
        this.painter = new DefectPainter(new TypeColours(evaluation.input().types()));
    }

    /** Returns the groups that have any images. */
    public List<CaseGroup> groups() {
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
        RgbImage pixels = pictures.pixels(image);
        boolean large = Math.max(image.width(), image.height()) > MOST_PIXELS_A_SIDE;
        return large ? RgbImage.of(painter.paintWithSide(pixels, List.of(), MOST_PIXELS_A_SIDE)) : pixels;
    }
}
