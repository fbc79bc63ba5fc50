package io.millsight.evaluation.report;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.ImageResult;
import io.millsight.evaluation.ImageResult.TextResult;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.evaluation.TypeResult;
import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.evaluation.detection.Calibration;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables of the results per type and per image. */
final class ResultTables {

    private static final double NANOSECONDS = 1e9;

    /**
     * Column of the table per type.
     *
     * @param key name in files
     * @param cell returns the value of a type
     */
    private record Column(String key, Function<TypeResult, TableCell> cell) {}

    private static final Column CLASS =
            new Column("class", result -> TableCell.name(result.type().name()));

    private static final List<Column> NAMED = List.of(
            new Column("images", result -> TableCell.count(result.images().positives())),
            new Column("type_precision", result -> precision(result.images())),
            new Column("type_recall", result -> recall(result.images())),
            new Column("type_f1", result -> f1(result.images())));

    private static final List<Column> FOUND = List.of(
            new Column("boxes", result -> TableCell.count(result.boxes().positives())),
            new Column("tp", result -> TableCell.count(result.boxes().truePositives())),
            new Column("fp", result -> TableCell.count(result.boxes().falsePositives())),
            new Column("fn", result -> TableCell.count(result.boxes().falseNegatives())),
            new Column("precision", result -> precision(result.boxes())),
            new Column("recall", result -> recall(result.boxes())),
            new Column("f1", result -> f1(result.boxes())),
            new Column("area_iou", result -> TableCell.number(result.areaIou())));

    private static final List<Column> RANKED = List.of(
            new Column("ap", result -> TableCell.number(result.averages().ap())),
            new Column("ap50", result -> TableCell.number(result.averages().ap50())),
            new Column(
                    "ap50_all_candidates",
                    result -> TableCell.number(result.averages().ap50AllCandidates())),
            new Column("ap75", result -> TableCell.number(result.averages().ap75())),
            new Column("ap_small", result -> TableCell.number(result.averages().apSmall())),
            new Column("ap_medium", result -> TableCell.number(result.averages().apMedium())),
            new Column("ap_large", result -> TableCell.number(result.averages().apLarge())),
            new Column("ar", result -> TableCell.number(result.averages().ar())),
            new Column(
                    "voc_ap_area", result -> TableCell.number(result.averages().vocArea())),
            new Column("best_f1", result -> best(result, point -> point.counts().f1())),
            new Column("best_f1_threshold", result -> best(result, ThresholdCurve.Point::scoreThreshold)));

    private ResultTables() {}

    /** Returns all columns, for programs. */
    static ReportTable perType(Evaluation evaluation) {
        return perType(
                evaluation,
                "Per class",
                Stream.of(NAMED, FOUND, RANKED).flatMap(List::stream).toList());
    }

    /** Returns the columns in two tables that fit on a page. */
    static List<ReportTable> perTypeForPeople(Evaluation evaluation) {
        String scores = evaluation.input().scoreMode().key();
        return List.of(
                perType(
                        evaluation,
                        "Per class",
                        Stream.of(NAMED, FOUND).flatMap(List::stream).toList()),
                perType(evaluation, "Per class, boxes ranked by score [" + scores + "]", RANKED));
    }

    /** Returns the few columns that most readers need. */
    static ReportTable perTypeInShort(Evaluation evaluation) {
        return new ReportTable(
                "Boxes by type",
                Stream.of(
                                "Type",
                                "Images",
                                "Annotated",
                                "Found",
                                "Missed",
                                "False alarms",
                                "Recall",
                                "Precision",
                                "AP50")
                        .map(TableCell::text)
                        .toList(),
                evaluation.perType().stream().map(ResultTables::inShort).toList());
    }

    private static List<TableCell> inShort(TypeResult result) {
        return List.of(
                TableCell.text(FigureLabels.shortened(result.type().words(), FigureLabels.LONGEST)),
                TableCell.count(result.images().positives()),
                TableCell.count(result.boxes().positives()),
                TableCell.count(result.boxes().truePositives()),
                TableCell.count(result.boxes().falseNegatives()),
                TableCell.count(result.boxes().falsePositives()),
                recall(result.boxes()),
                precision(result.boxes()),
                TableCell.number(result.averages().ap50()));
    }

    private static ReportTable perType(Evaluation evaluation, String title, List<Column> columns) {
        List<Column> all = Stream.concat(Stream.of(CLASS), columns.stream()).toList();
        return new ReportTable(
                title,
                TableCell.names(all.stream().map(Column::key).toArray(String[]::new)),
                evaluation.perType().stream()
                        .map(result -> all.stream()
                                .map(column -> column.cell().apply(result))
                                .toList())
                        .toList());
    }

    private static TableCell best(TypeResult result, ToDoubleFunction<ThresholdCurve.Point> value) {
        return result.best()
                .map(point -> TableCell.number(value.applyAsDouble(point)))
                .orElseGet(TableCell::absent);
    }

    static ReportTable perImage(Evaluation evaluation) {
        List<TableCell> header = TableCell.names(
                "image",
                "group",
                "status",
                "verdict",
                "type_correct",
                "ground_truth_types",
                "predicted_types",
                "tp",
                "fp",
                "fn",
                "best_iou",
                "area_iou",
                "bleu4",
                "rouge_l",
                "cider",
                "seconds",
                "text");
        return new ReportTable(
                "Per image",
                header,
                evaluation.perImage().stream().map(ResultTables::row).toList());
    }

    static ReportTable confusion(String title, ConfusionMatrix matrix) {
        List<TableCell> header = new ArrayList<>(List.of(TableCell.text("annotated type")));
        matrix.columns().forEach(name -> header.add(TableCell.name(name)));
        List<List<TableCell>> rows = new ArrayList<>();
        for (int row = 0; row < matrix.rows().size(); row++) {
            List<TableCell> cells =
                    new ArrayList<>(List.of(TableCell.name(matrix.rows().get(row))));
            matrix.counts().get(row).forEach(count -> cells.add(TableCell.count(count)));
            rows.add(cells);
        }
        return new ReportTable(title, header, rows);
    }

    static ReportTable calibration(Evaluation evaluation) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (Calibration.Bin bin : evaluation.calibration()) {
            rows.add(List.of(
                    TableCell.number(bin.from()),
                    TableCell.number(bin.to()),
                    TableCell.count(bin.predictions()),
                    bin.predictions() == 0 ? TableCell.absent() : TableCell.number(bin.meanScore()),
                    bin.predictions() == 0 ? TableCell.absent() : TableCell.number(bin.precision())));
        }
        return new ReportTable(
                "Calibration of scores", TableCell.names("from", "to", "predictions", "mean_score", "precision"), rows);
    }

    static ReportTable cleanOrDefective(Evaluation evaluation) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (CleanOrDefective.Point point : evaluation.cleanOrDefectiveCurve()) {
            rows.add(List.of(
                    TableCell.number(point.scoreThreshold()),
                    TableCell.number(point.escapeRate()),
                    TableCell.number(point.overkillRate()),
                    TableCell.number(point.undeterminedRate()),
                    TableCell.count(point.escapes()),
                    TableCell.count(point.overkills()),
                    TableCell.count(point.undetermined())));
        }
        return new ReportTable(
                "Clean or defective by score threshold",
                TableCell.names(
                        "score_threshold",
                        "escape_rate",
                        "overkill_rate",
                        "undetermined_rate",
                        "escapes",
                        "overkills",
                        "undetermined"),
                rows);
    }

    private static List<TableCell> row(ImageResult result) {
        return List.of(
                TableCell.text(result.image().id()),
                TableCell.text(result.image().group()),
                TableCell.text(result.image().prediction().status().name().toLowerCase(Locale.ROOT)),
                TableCell.text(result.verdict().name().toLowerCase(Locale.ROOT)),
                result.image().image().hasOnlyIgnoredDefects()
                        ? TableCell.absent()
                        : TableCell.text(result.typeCorrect() ? "yes" : "no"),
                TableCell.text(
                        names(result.image().image().evaluatedDefects().stream().map(Defect::type))),
                TableCell.text(
                        names(result.image().prediction().defects().stream().map(ScoredDefect::type))),
                TableCell.count(result.boxes().truePositives()),
                TableCell.count(result.boxes().falsePositives()),
                TableCell.count(result.boxes().falseNegatives()),
                TableCell.number(result.bestIou()),
                TableCell.number(result.areaIou()),
                text(result, TextResult::bleu4),
                text(result, TextResult::rougeL),
                text(result, TextResult::cider),
                TableCell.number(result.image().prediction().latency().toNanos() / NANOSECONDS),
                TableCell.text(result.image().prediction().text()));
    }

    private static String names(Stream<DefectType> types) {
        return types.map(DefectType::name).distinct().collect(Collectors.joining(" "));
    }

    private static TableCell text(ImageResult result, ToDoubleFunction<TextResult> score) {
        return result.text()
                .map(text -> TableCell.number(score.applyAsDouble(text)))
                .orElseGet(TableCell::absent);
    }

    static TableCell precision(MatchCounts counts) {
        return TableCell.number(
                counts.predictions() == 0 ? OptionalDouble.empty() : OptionalDouble.of(counts.precision()));
    }

    static TableCell recall(MatchCounts counts) {
        return TableCell.number(counts.positives() == 0 ? OptionalDouble.empty() : OptionalDouble.of(counts.recall()));
    }

    static TableCell f1(MatchCounts counts) {
        boolean nothing = counts.predictions() + counts.positives() == 0;
        return TableCell.number(nothing ? OptionalDouble.empty() : OptionalDouble.of(counts.f1()));
    }
}
