package io.millsight.cli.output;

import io.millsight.files.MessageText;
import io.millsight.runs.BestMetric;
import io.millsight.runs.EvaluationRecord;
import io.millsight.runs.Run;
import io.millsight.runs.Setting;
import io.millsight.tuning.TrainingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a finished run has learned, and the commands to type next.
 *
 * @param run that has ended
 */
public record TrainingResult(Run run) {

    private static final List<String> ADAPTERS = List.of("lora", "dora", "prompt_tuning");

    /** Returns the text, without a line break at its end. */
    public String text() {
        String data = setting(TrainingSettings.DATASET);
        String folder = word(run.folder());
        StringBuilder text = new StringBuilder("done: " + run.folder());
        text.append(learned());
        String next = System.lineSeparator() + "next: ";
        if (!data.isEmpty()) {
            String split = setting(TrainingSettings.EVAL_SPLIT);
            text.append(next)
                    .append("millsight evaluate")
                    .append(model(folder))
                    .append(" --data ")
                    .append(word(Path.of(data)))
                    .append(split.isBlank() || split.equals("val") ? "" : " --split " + split)
                    .append(" --out ")
                    .append(word(Path.of(run.folder() + "-report")));
            next = System.lineSeparator() + "      ";
        }
        return text.append(next)
                .append("millsight describe")
                .append(model(folder))
                .append(" IMAGE")
                .toString();
    }

    private String learned() {
        EvaluationRecord evaluations = run.state().evaluations();
        if (evaluations.bestStep() == 0) {
            return "";
        }
        boolean described =
                run.describedImages() > 0 && Double.isFinite(evaluations.best().map50());
        BestMetric metric = evaluations.metric();
        BestMetric shown = described && metric == BestMetric.EVAL_LOSS ? BestMetric.MAP50 : metric;
        String format = shown == BestMetric.EVAL_LOSS ? "%.4f" : "%.2f";
        return System.lineSeparator()
                + shown.label()
                + (described
                        ? " on " + MessageText.count(run.describedImages(), "validation image")
                        : " on the validation images")
                + ": "
                + number(format, evaluations.first().value(shown)) + " -> "
                + number(format, evaluations.best().value(shown)) + " (best by " + metric.label() + " at step "
                + evaluations.bestStep() + ")";
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "unknown";
    }

    /** An adapter names its base, so the base need not be given. */
    private String model(String folder) {
        boolean adapter = ADAPTERS.contains(setting(TrainingSettings.METHOD));
        return (adapter ? " --adapter " : " --model ") + folder;
    }

    private String setting(Setting<?> setting) {
        return run.settingTexts().getOrDefault(setting.key(), "");
    }

    /** As a shell takes it. */
    private static String word(Path path) {
        String text = path.toString();
        return text.matches("[^\\s'\"\\\\$]+") ? text : "'" + text + "'";
    }
}
