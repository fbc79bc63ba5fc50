package io.millsight.evaluation.report;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.ImageResult;
import io.millsight.evaluation.ImageResult.TextResult;
import io.millsight.evaluation.TypeResult;
import io.millsight.evaluation.detection.Calibration;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.HitCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The tables of results behind the summary. */
final class ResultTables {

    private static final double NANOSECONDS = 1e9;

    private ResultTables() {}

    static Table perType(Evaluation evaluation) {
        List<Cell> header = Cell.names(
                "class",
                "images",
                "type_precision",
                "type_recall",
                "type_f1",
                "boxes",
                "tp",
                "fp",
                "fn",
                "precision",
                "recall",
                "f1",
                "ap",
                "ap50",
                "ap75",
                "voc_ap_area",
                "coverage");
        return new Table(
                "Per class",
                header,
                evaluation.perType().stream().map(ResultTables::row).toList());
    }

    static Table perImage(Evaluation evaluation) {
        List<Cell> header = Cell.names(
                "image",
                "group",
                "status",
                "type_right",
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
        matrix.columns().forEach(name -> header.add(Cell.text(name)));
        List<List<Cell>> rows = new ArrayList<>();
        for (int row = 0; row < matrix.rows().size(); row++) {
            List<Cell> cells = new ArrayList<>(List.of(Cell.text(matrix.rows().get(row))));
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

    private static List<Cell> row(TypeResult result) {
        HitCounts boxes = result.boxes();
        return List.of(
                Cell.text(result.type().name()),
                Cell.count(result.images().positives()),
                precision(result.images()),
                recall(result.images()),
                f1(result.images()),
                Cell.count(boxes.positives()),
                Cell.count(boxes.truePositives()),
                Cell.count(boxes.falsePositives()),
                Cell.count(boxes.falseNegatives()),
                precision(boxes),
                recall(boxes),
                f1(boxes),
                Cell.number(result.ap()),
                Cell.number(result.ap50()),
                Cell.number(result.ap75()),
                Cell.number(result.vocArea()),
                Cell.number(result.coverage()));
    }

    private static List<Cell> row(ImageResult result) {
        return List.of(
                Cell.text(result.image().id()),
                Cell.text(result.image().group()),
                Cell.text(result.image().prediction().status().name().toLowerCase(Locale.ROOT)),
                Cell.text(result.typeRight() ? "yes" : "no"),
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
