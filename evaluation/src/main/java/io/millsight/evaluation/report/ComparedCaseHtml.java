package io.millsight.evaluation.report;

import io.millsight.evaluation.DefectPairs;
import io.millsight.evaluation.DefectPairs.Pair;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import java.util.List;

/** Writes the same images with the boxes of each model side by side, the annotated boxes first. A baseline of constant boxes is left out. */
final class ComparedCaseHtml {

    private ComparedCaseHtml() {}

    static String of(Comparison comparison, List<ComparedCase> cases) {
        StringBuilder html = new StringBuilder(
                "<p>The images were drawn by chance, one of each type if possible, without a look at the answers. Each model reports"
                        + " its boxes at its own score threshold.</p>\n");
        html.append("<p class=\"legend\"><span class=\"annotated\">annotated: type</span>"
                + " <span class=\"predicted\">predicted: type and score</span></p>\n");
        for (ComparedCase shown : cases) {
            html.append("<h3>%s</h3>\n<div class=\"versions\">\n"
                    .formatted(Html.escape(shown.image().id())));
            html.append(annotated(comparison, shown));
            comparison.models().stream()
                    .filter(model -> model.evaluation().input().scoreMode() != ScoreMode.CONSTANT)
                    .forEach(model -> html.append(predicted(model, shown)));
            html.append("</div>\n");
        }
        return html.toString();
    }

    private static String annotated(Comparison comparison, ComparedCase shown) {
        Evaluation any = ComparisonTables.first(comparison).evaluation();
        List<Pair> pairs = shown.image().evaluatedDefects().stream()
                .map(defect -> new Pair(defect, null, 0))
                .toList();
        ExampleCase example = new ExampleCase(answer(any, shown.image()), pairs, shown.picture(), "");
        String count = shown.image().defects().isEmpty()
                ? "clean"
                : MessageText.count(shown.image().defects().size(), "box", "boxes");
        return figure("annotated", count, example);
    }

    private static String predicted(ComparedModel model, ComparedCase shown) {
        Evaluation evaluation = model.evaluation();
        EvaluatedImage answer = answer(evaluation, shown.image());
        List<Pair> pairs = DefectPairs.of(answer, evaluation.settings());
        List<Pair> predicted = pairs.stream()
                .filter(pair -> pair.predicted() != null)
                .map(pair -> new Pair(null, pair.predicted(), 0))
                .toList();
        String finding = CaseFinding.of(new ExampleCase(answer, pairs, shown.picture(), ""));
        AnnotatedImage image = shown.image();
        AnnotatedImage bare = new AnnotatedImage(image.id(), image.file(), image.width(), image.height(), List.of());
        return figure(
                MessageText.excerpt(model.name()),
                finding,
                new ExampleCase(
                        new EvaluatedImage(bare, answer.group(), answer.references(), answer.prediction()),
                        predicted,
                        shown.picture(),
                        ""));
    }

    private static EvaluatedImage answer(Evaluation evaluation, AnnotatedImage image) {
        return evaluation.input().images().stream()
                .filter(answer -> answer.id().equals(image.id()))
                .findFirst()
                .orElseThrow();
    }

    private static String figure(String name, String finding, ExampleCase example) {
        return "<figure>" + CasePicture.of(example, name + ": " + finding)
                + "<figcaption><strong>%s</strong> %s</figcaption></figure>\n"
                        .formatted(Html.escape(name), Html.escape(finding));
    }
}
