package io.millsight.experiment.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.report.CaseSelection;
import io.millsight.evaluation.report.CaseSheet;
import io.millsight.evaluation.report.ReportContext;
import io.millsight.experiment.dataset.DecodedImages;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.picture.ContactSheet;
import io.millsight.steel.picture.DefectMark;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chooses the images for the contact sheets of an evaluation, which show where a model is right and where it is wrong. */
public final class ContactSheets {

    /** What prints on a page. */
    private static final int PAGE = 24;

    private final Evaluation evaluation;
    private final DecodedImages pictures;
    private final CaseSelection selection;
    private final String source;

    /**
     * Takes the pixels of the images from the decoded ones.
     *
     * @param context date and run, which stand on each sheet
     */
    public ContactSheets(Evaluation evaluation, DecodedImages pictures, ReportContext context) {
        this.evaluation = evaluation;
        this.pictures = pictures;
        this.selection = new CaseSelection(evaluation);
        this.source = Stream.of(
                        evaluation.input().model(),
                        context.run(),
                        "split " + evaluation.input().split().name() + " of "
                                + evaluation.input().split().dataset(),
                        context.date())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" · "));
    }

    /** Returns the sheets that have any images. Unreadable answers are all shown, on as many pages as it takes. */
    public List<CaseSheet> all() {
        List<CaseSheet> sheets = new ArrayList<>();
        int ofEachType = Math.max(1, PAGE / evaluation.input().types().size());
        add(
                sheets,
                "sheet_annotated_and_predicted",
                "Annotated and predicted, from the best to the worst image of each type",
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
            sheets.add(new CaseSheet(name, new ContactSheet.Heading(title, source), tiles));
        }
    }

    private ContactSheet.Tile tile(EvaluatedImage evaluated) {
        AnnotatedImage image = evaluated.image();
        List<DefectMark> marks = new ArrayList<>();
        image.defects().forEach(defect -> marks.add(new DefectMark.Annotation(defect)));
        evaluated.prediction().defects().stream()
                .filter(defect -> defect.score() >= evaluation.settings().scoreThreshold())
                .forEach(defect ->
                        marks.add(new DefectMark.Prediction(new Defect(defect.type(), defect.box()), defect.score())));
        return new ContactSheet.Tile(caption(evaluated), () -> pictures.pixels(image), marks);
    }

    /** An answer that could not be read is the one thing that boxes cannot show. */
    private static String caption(EvaluatedImage evaluated) {
        return switch (evaluated.prediction().status()) {
            case READ -> evaluated.image().defects().isEmpty() ? evaluated.id() + " (clean)" : evaluated.id();
            case UNPARSABLE, TRUNCATED, NO_IMAGE ->
                evaluated.id() + ": " + evaluated.prediction().text().strip();
        };
    }
}
