package io.millsight.evaluation.report;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.ImageResult;
import io.millsight.evaluation.ImageResult.TextResult;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.evaluation.TypeResult;
import io.millsight.evaluation.detection.Calibration;
import io.millsight.evaluation.detection.ConfidenceCurve;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.HitCounts;
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

/** The tables of results behind the summary. */
final class ResultTables {

    private static final double NANOSECONDS = 1e9;

    /** A column of the table per class: a name for files, and the value. */
    private record Column(String key, Function<TypeResult, Cell> cell) {}

    private static final Column CLASS =
            new Column("class", result -> Cell.name(result.type().name()));

    private static final List<Column> NAMED = List.of(
            new Column("images", result -> Cell.count(result.images().positives())),
            new Column("type_precision", result -> precision(result.images())),
            new Column("type_recall", result -> recall(result.images())),
            new Column("type_f1", result -> f1(result.images())));

    private static final List<Column> FOUND = List.of(
            new Column("boxes", result -> Cell.count(result.boxes().positives())),
            new Column("tp", result -> Cell.count(result.boxes().truePositives())),
            new Column("fp", result -> Cell.count(result.boxes().falsePositives())),
            new Column("fn", result -> Cell.count(result.boxes().falseNegatives())),
            new Column("precision", result -> precision(result.boxes())),
            new Column("recall", result -> recall(result.boxes())),
            new Column("f1", result -> f1(result.boxes())),
            new Column("coverage", result -> Cell.number(result.coverage())));

    private static final List<Column> RANKED = List.of(
            new Column("ap", result -> Cell.number(result.averages().ap())),
            new Column("ap50", result -> Cell.number(result.averages().ap50())),
            new Column(
                    "ap50_with_unsure", result -> Cell.number(result.averages().ap50WithUnsure())),
            new Column("ap75", result -> Cell.number(result.averages().ap75())),
            new Column("ap_small", result -> Cell.number(result.averages().apSmall())),
            new Column("ap_medium", result -> Cell.number(result.averages().apMedium())),
            new Column("ap_large", result -> Cell.number(result.averages().apLarge())),
            new Column("ar", result -> Cell.number(result.averages().ar())),
            new Column("voc_ap_area", result -> Cell.number(result.averages().vocArea())),
            new Column("best_f1", result -> best(result, point -> point.counts().f1())),
            new Column("best_f1_threshold", result -> best(result, ConfidenceCurve.Point::scoreThreshold)));

    private ResultTables() {}

    /** Everything, for programs. */
    static Table perType(Evaluation evaluation) {
        return perType(
                evaluation,
                "Per class",
                Stream.of(NAMED, FOUND, RANKED).flatMap(List::stream).toList());
    }

    /** The same in two tables that fit on a page. */
    static List<Table> perTypeForPeople(Evaluation evaluation) {
        String scores = evaluation.input().scoreMode().key();
        return List.of(
                perType(
                        evaluation,
                        "Per class",
                        Stream.of(NAMED, FOUND).flatMap(List::stream).toList()),
                perType(evaluation, "Per class, boxes ranked by score [" + scores + "]", RANKED));
    }

    private static Table perType(Evaluation evaluation, String title, List<Column> columns) {
        List<Column> all = Stream.concat(Stream.of(CLASS), columns.stream()).toList();
        return new Table(
                title,
                Cell.names(all.stream().map(Column::key).toArray(String[]::new)),
                evaluation.perType().stream()
                        .map(result -> all.stream()
                                .map(column -> column.cell().apply(result))
                                .toList())
                        .toList());
    }

    private static Cell best(TypeResult result, ToDoubleFunction<ConfidenceCurve.Point> value) {
        return result.best()
                .map(point -> Cell.number(value.applyAsDouble(point)))
                .orElseGet(Cell::absent);
    }

    static Table perImage(Evaluation evaluation) {
        List<Cell> header = Cell.names(
                "image",
                "group",
                "status",
                "type_right",
                "true_types",
                "named_types",
                "tp",
                "fp",
                "fn",
                "best_iou",
                "coverage",
                "bleu4",
                "rouge_l",
                "cider",
                "seconds",
                "text");
        return new Table(
                "Per image",
                header,
                evaluation.perImage().stream().map(ResultTables::row).toList());
    }

    static Table confusion(String title, ConfusionMatrix matrix) {
        List<Cell> header = new ArrayList<>(List.of(Cell.text("true type")));
        matrix.columns().forEach(name -> header.add(Cell.name(name)));
        List<List<Cell>> rows = new ArrayList<>();
        for (int row = 0; row < matrix.rows().size(); row++) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.name(matrix.rows().get(row))));
            matrix.counts().get(row).forEach(count -> cells.add(Cell.count(count)));
            rows.add(cells);
        }
        return new Table(title, header, rows);
    }

    static Table calibration(Evaluation evaluation) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Calibration.Bin bin : evaluation.calibration()) {
            rows.add(List.of(
                    Cell.number(bin.from()),
                    Cell.number(bin.to()),
                    Cell.count(bin.claims()),
                    bin.claims() == 0 ? Cell.absent() : Cell.number(bin.meanScore()),
                    bin.claims() == 0 ? Cell.absent() : Cell.number(bin.hitShare())));
        }
        return new Table("Calibration of scores", Cell.names("from", "to", "claims", "mean_score", "hit_share"), rows);
    }

    private static List<Cell> row(ImageResult result) {
        return List.of(
                Cell.text(result.image().id()),
                Cell.text(result.image().group()),
                Cell.text(result.image().prediction().status().name().toLowerCase(Locale.ROOT)),
                result.image().image().hasOnlyFlaggedDefects()
                        ? Cell.absent()
                        : Cell.text(result.typeRight() ? "yes" : "no"),
                Cell.text(names(result.image().image().countedDefects().stream().map(Defect::type))),
                Cell.text(names(result.image().prediction().defects().stream().map(ScoredDefect::type))),
                Cell.count(result.boxes().truePositives()),
                Cell.count(result.boxes().falsePositives()),
                Cell.count(result.boxes().falseNegatives()),
                Cell.number(result.bestIou()),
                Cell.number(result.coverage()),
                text(result, TextResult::bleu4),
                text(result, TextResult::rougeL),
                text(result, TextResult::cider),
                Cell.number(result.image().prediction().latency().toNanos() / NANOSECONDS),
                Cell.text(result.image().prediction().text()));
    }

    private static String names(Stream<DefectType> types) {
        return types.map(DefectType::name).distinct().collect(Collectors.joining(" "));
    }

    private static Cell text(ImageResult result, ToDoubleFunction<TextResult> score) {
        return result.text().map(text -> Cell.number(score.applyAsDouble(text))).orElseGet(Cell::absent);
    }

    static Cell precision(HitCounts counts) {
        return Cell.number(counts.claims() == 0 ? OptionalDouble.empty() : OptionalDouble.of(counts.precision()));
    }

    static Cell recall(HitCounts counts) {
        return Cell.number(counts.positives() == 0 ? OptionalDouble.empty() : OptionalDouble.of(counts.recall()));
    }

    static Cell f1(HitCounts counts) {
        boolean nothing = counts.claims() + counts.positives() == 0;
        return Cell.number(nothing ? OptionalDouble.empty() : OptionalDouble.of(counts.f1()));
    }
}
