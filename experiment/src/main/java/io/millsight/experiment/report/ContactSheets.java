package io.millsight.experiment.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.report.CaseSelection;
import io.millsight.evaluation.report.CaseSheet;
import io.millsight.experiment.dataset.DecodedImages;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.picture.ContactSheet;
import io.millsight.steel.picture.DefectMark;
import java.util.ArrayList;
import java.util.List;

/** Chooses the images for the contact sheets of an evaluation, which show where a model is right and where it is wrong. */
public final class ContactSheets {

    /** What prints on a page. */
    private static final int PAGE = 24;

    private final Evaluation evaluation;
    private final DecodedImages pictures;
    private final CaseSelection selection;

    /** Takes the pixels of the images from the decoded ones. */
    public ContactSheets(Evaluation evaluation, DecodedImages pictures) {
        this.evaluation = evaluation;
        this.pictures = pictures;
        this.selection = new CaseSelection(evaluation);
    }

    /** Returns the sheets that have any images. Unreadable answers are all shown, on as many pages as it takes. */
    public List<CaseSheet> all() {
        List<CaseSheet> sheets = new ArrayList<>();
        int ofEachType = Math.max(1, PAGE / evaluation.input().types().size());
        add(
                sheets,
                "sheet_truth_and_prediction",
                "Truth and prediction, from the best to the worst of each type",
                selection.spreadOverEachType(ofEachType));
        add(sheets, "sheet_most_missed", "Most defects missed", selection.worstMisses(PAGE));
        add(sheets, "sheet_most_false_alarms", "Most false alarms", selection.worstFalseAlarms(PAGE));
        List<EvaluatedImage> unread = selection.unread();
        for (int start = 0; start < unread.size(); start += PAGE) {
            int end = Math.min(unread.size(), start + PAGE);
            String range = "%d to %d of %d".formatted(start + 1, end, unread.size());
            add(
                    sheets,
                    "sheet_unreadable_" + (1 + start / PAGE),
                    "Answers that could not be read to their end, " + range,
                    unread.subList(start, end));
        }
        return sheets;
    }

    private void add(List<CaseSheet> sheets, String name, String title, List<EvaluatedImage> images) {
        if (!images.isEmpty()) {
            List<ContactSheet.Tile> tiles = images.stream()
                    .limit(ContactSheet.MAX_TILES)
                    .map(this::tile)
                    .toList();
            sheets.add(new CaseSheet(name, title, tiles));
        }
    }

    private ContactSheet.Tile tile(EvaluatedImage evaluated) {
        AnnotatedImage image = evaluated.image();
        List<DefectMark> marks = new ArrayList<>();
        image.defects().forEach(defect -> marks.add(new DefectMark.GroundTruth(defect)));
        evaluated
                .prediction()
                .defects()
                .forEach(defect -> marks.add(new DefectMark.Prediction(new Defect(defect.type(), defect.box()))));
        return new ContactSheet.Tile(caption(evaluated), () -> pictures.pixels(image), marks);
    }

    /** An answer that could not be read is the one thing that boxes cannot show. */
    private static String caption(EvaluatedImage evaluated) {
        return switch (evaluated.prediction().status()) {
            case READ -> evaluated.id();
            case UNPARSABLE, TRUNCATED, NO_IMAGE ->
                evaluated.id() + ": " + evaluated.prediction().text().strip();
        };
    }
}
