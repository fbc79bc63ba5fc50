package io.millsight.experiment.report;

import io.millsight.evaluation.DefectPairs;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.report.CaseGroup;
import io.millsight.evaluation.report.CaseSelection;
import io.millsight.evaluation.report.ExampleCase;
import io.millsight.experiment.dataset.DecodedImages;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses the images that the page of a report shows. */
public final class ExampleImages {

    private static final int WORST = 6;

    /** A page with hundreds of pictures opens slowly. The file per_image.csv lists the rest. */
    private static final int UNREAD = 24;

    private static final int TYPICAL = 12;

    /** Enough for a phone or a printed page. */
    private static final int MOST_PIXELS_A_SIDE = 400;

    private final Evaluation evaluation;
    private final Map<String, String> before;
    private final DecodedImages pictures;

    /**
     * @param before answers of the model before tuning, by the id of the image; empty if they are unknown
     */
    public ExampleImages(Evaluation evaluation, Map<String, String> before, DecodedImages pictures) {
        this.evaluation = evaluation;
        this.pictures = pictures;
        this.before = before;
    }

    /** Returns the groups that have any images, the worst images first. No image is shown twice. */
    public List<CaseGroup> groups() {
        CaseSelection selection = new CaseSelection(evaluation);
        Groups groups = new Groups();
        List<EvaluatedImage> unread = selection.unread();
        String share = unread.size() > UNREAD ? " (" + UNREAD + " of " + unread.size() + ")" : "";
        groups.add("Answers that could not be read to their end" + share, unread, UNREAD);
        groups.add("Most defects missed", selection.worstMisses(WORST + UNREAD), WORST);
        groups.add("Most false alarms", selection.worstFalseAlarms(2 * WORST + UNREAD), WORST);
        groups.add("Clean images", selection.clean(), WORST);
        groups.add("A typical image of each type", selection.typicalOfEachType(), TYPICAL);
        return groups.groups;
    }

    /** Collects groups of images that no earlier group shows. */
    private final class Groups {

        private final List<CaseGroup> groups = new ArrayList<>();
        private final Set<String> shown = new HashSet<>();

        void add(String title, List<EvaluatedImage> images, int limit) {
            List<EvaluatedImage> more =
                    images.stream().filter(image -> !shown.contains(image.id())).toList();
            more.stream().limit(limit).forEach(image -> shown.add(image.id()));
            List<ExampleCase> cases =
                    more.stream().limit(limit).map(ExampleImages.this::example).toList();
            if (!cases.isEmpty()) {
                groups.add(new CaseGroup(title, cases));
            }
        }
    }

    private ExampleCase example(EvaluatedImage image) {
        return new ExampleCase(
                image,
                DefectPairs.of(image, evaluation.settings()),
                SmallPicture.of(pictures.pixels(image.image()), MOST_PIXELS_A_SIDE),
                before.getOrDefault(image.id(), ""));
    }
}
