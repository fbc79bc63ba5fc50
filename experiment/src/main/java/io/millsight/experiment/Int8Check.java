package io.millsight.experiment;

import io.millsight.adapter.AdaptedModel.Compute;
import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Measure;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.runs.PeakMemory;
import io.millsight.torch.Device;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures what a model loses when its weights are rounded to int8: the same images, described in both ways. */
public final class Int8Check {

    private final EvaluatedModel model;
    private final ProgressListener listener;

    public Int8Check(EvaluatedModel model, ProgressListener listener) {
        this.model = model;
        this.listener = listener;
    }

    /**
     * The figures of one way to compute.
     *
     * @param name of the number format
     * @param typeAccuracy share of images with the right primary type
     * @param ap50 mean AP50 over the types
     * @param secondsPerImage that an answer takes
     * @param peakMemory of the process in bytes; null where the system does not tell
     */
    public record Row(
            String name,
            double typeAccuracy,
            double ap50,
            double secondsPerImage,
            @Nullable Long peakMemory) {}

    /**
     * Both ways.
     *
     * @param plain without int8
     * @param rounded in int8
     * @param exact number of images whose two answers are equal, word by word
     * @param images number of images
     */
    public record Result(Row plain, Row rounded, int exact, int images) {

        /** Returns whether neither type accuracy nor AP50 falls by more than a margin. */
        public boolean isWithin(double margin) {
            return plain.typeAccuracy - rounded.typeAccuracy <= margin && plain.ap50 - rounded.ap50 <= margin;
        }
    }

    /**
     * Describes all images of a split twice.
     *
     * @throws io.millsight.files.MillsightException if the model cannot be loaded in int8, or reports other types than the dataset has
     */
    public Result run(EvaluationSplit split) {
        Device device = Device.automatic();
        Compute rounded = Compute.parse(Compute.INT8, device);
        Compute plain = new Compute(device, rounded.dtype());
        SplitInspection inspection = new SplitInspection(split, 1, listener);
        Answers first = answer(plain, plain.dtype().name().toLowerCase(Locale.ROOT), split, inspection);
        Answers second = answer(rounded, Compute.INT8, split, inspection);
        return new Result(
                first.row,
                second.row,
                equal(first.input, second.input),
                split.images().size());
    }

    private record Answers(EvaluationInput input, Row row) {}

    private Answers answer(Compute compute, String name, EvaluationSplit split, SplitInspection inspection) {
        QwenInspectorOptions options =
                QwenInspectorOptions.builder().compute(compute).build();
        boolean restarted = PeakMemory.restart();
        try (Inspector inspector = new ModelOpener(options, listener).openForMeasuring(model, split.types(), null)) {
            EvaluationInput input = inspection.run(name, inspector);
            Evaluation measured =
                    Evaluation.of(input, ExperimentSettings.standard().metrics());
            return new Answers(
                    input,
                    new Row(
                            name,
                            value(measured, Measure.TYPE_ACCURACY),
                            value(measured, Measure.AP50),
                            value(measured, Measure.SECONDS_PER_IMAGE),
                            restarted ? PeakMemory.bytes() : null));
        }
    }

    private static double value(Evaluation measured, Measure measure) {
        return measured.estimate(measure) instanceof Estimate.Known known ? known.value() : Double.NaN;
    }

    private static int equal(EvaluationInput first, EvaluationInput second) {
        return (int) IntStream.range(0, first.images().size())
                .filter(i ->
                        text(first.images().get(i)).equals(text(second.images().get(i))))
                .count();
    }

    private static String text(EvaluatedImage image) {
        return image.prediction().text();
    }
}
