package io.millsight.inspection;

import io.millsight.adapter.ReportTask;
import io.millsight.detect.Detector;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.torch.DeviceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Inspects images with a detector. It reports the boxes of at least the score threshold by falling score, so the first one is the surest. Weaker
 * boxes are rejected candidates. The answer is the report about the reported boxes as {@link ReportTask#standard} words it.
 *
 * <p>With test-time augmentation, the boxes of all views are {@linkplain WeightedBoxesFusion fused}. The score of a fused box is the mean over the
 * views that show it, and the same threshold decides.
 *
 * <p>The inspector owns its detector until it is closed. One thread at a time may use it.
 */
public final class DetectorInspector implements Inspector {

    /** A thinner image vanishes when it is resized to the square that a detector is shown. Qwen2.5-VL has the same limit. */
    private static final int MAX_ASPECT_RATIO = 200;

    /** Views that the detector is given together. */
    private static final int BATCH_SIZE = 16;

    /** The most boxes of an image after fusion, as many as a detector may return of one view. */
    private static final int MOST_FUSED = 300;

    private final Detector detector;
    private final double minScore;
    private final TestTimeAugmentation augmentation;
    private final ReportTask task;

    /**
     * Takes over an open detector.
     *
     * @param detector is closed with the inspector
     * @param minScore boxes with a lower score are not reported
     */
    public DetectorInspector(Detector detector, double minScore, TestTimeAugmentation augmentation) {
        if (!(minScore >= 0 && minScore <= 1)) { // also refuses NaN
            throw new IllegalArgumentException("minScore is " + minScore + ", expected a number from 0 to 1");
        }
        this.detector = detector;
        this.minScore = minScore;
        this.augmentation = augmentation;
        this.task = ReportTask.standard(detector.types());
    }

    /**
     * Loads a detector.
     *
     * @param folder of the detector, or a run that trained one
     * @param options its device, data type, score threshold and test-time augmentation; without a threshold, the one that was chosen in training;
     *     without an augmentation, none. The others are for language models
     * @throws io.millsight.files.MillsightException if the folder is not usable; nothing stays loaded
     */
    public static DetectorInspector open(Path folder, QwenInspectorOptions options) {
        DetectorFolder detector = DetectorFolder.open(folder);
        if (options.compute().int8()) {
            throw new DeviceException(
                    "dtype: " + folder + " is a detector, which does not compute in int8; use float32 or bfloat16");
        }
        Double given = options.minScore();
        TestTimeAugmentation augmentation = options.testTimeAugmentation();
        return new DetectorInspector(
                detector.load(options.compute().device(), options.compute().dtype()),
                given == null ? detector.scoreThreshold().orElse(0.0) : given,
                augmentation == null ? TestTimeAugmentation.OFF : augmentation);
    }

    @Override
    public List<DefectType> types() {
        return task.types();
    }

    @Override
    public ReportTask task() {
        return task;
    }

    @Override
    public CoordinateFrame frame(ImageSize image) {
        return CoordinateFrame.original(image.width(), image.height());
    }

    @Override
    public ScoreSource scores() {
        return ScoreSource.DETECTOR;
    }

    @Override
    public double minScore() {
        return minScore;
    }

    @Override
    public TestTimeAugmentation testTimeAugmentation() {
        return augmentation;
    }

    @Override
    public void requireUsable(ImageSize image, String name) {
        int longer = Math.max(image.width(), image.height());
        int shorter = Math.min(image.width(), image.height());
        if (longer > (long) MAX_ASPECT_RATIO * shorter) {
            throw new InvalidImageException(name + ": one side is more than " + MAX_ASPECT_RATIO + " times the other ("
                    + image + "); cut the image into parts");
        }
    }

    @Override
    public List<Inspection> inspect(List<RgbImage> images, InspectionListener listener) {
        if (images.isEmpty()) {
            return List.of();
        }
        images.forEach(image -> requireUsable(image.size(), "the image"));
        long began = System.nanoTime();
        List<List<View>> views = images.stream().map(this::views).toList();
        List<ViewResult> results = results(images, views, listener);
        Duration each = Duration.ofNanos((System.nanoTime() - began) / images.size());
        List<Inspection> inspections = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < images.size(); i++) {
            int to = from + views.get(i).size();
            inspections.add(conclude(results.subList(from, to), images.get(i).size(), each));
            from = to;
        }
        return inspections;
    }

    private List<View> views(RgbImage image) {
        return augmentation.views(image.size(), image.size());
    }

    /** Detects on the views of all images, in their order. */
    private List<ViewResult> results(List<RgbImage> images, List<List<View>> views, InspectionListener listener) {
        int total = views.stream().mapToInt(List::size).sum();
        List<ViewResult> results = new ArrayList<>();
        List<View> batch = new ArrayList<>();
        List<RgbImage> pixels = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            for (View view : views.get(i)) {
                batch.add(view);
                pixels.add(view.of(images.get(i)));
                if (batch.size() == BATCH_SIZE || results.size() + batch.size() == total) {
                    requireNeeded(listener);
                    results.addAll(detect(batch, pixels));
                    listener.answered(results.size(), total);
                    batch.clear();
                    pixels.clear();
                }
            }
        }
        return results;
    }

    private static void requireNeeded(InspectionListener listener) {
        if (listener.isGivenUp()) {
            throw new CancellationException("nobody needs the inspection any more");
        }
    }

    private List<ViewResult> detect(List<View> views, List<RgbImage> pixels) {
        List<List<ScoredBox>> boxes = detector.detect(List.copyOf(pixels));
        List<ViewResult> results = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            List<InspectedDefect> defects = boxes.get(i).stream()
                    .map(box -> new InspectedDefect(types().get(box.type()), view.toImage(box.box()), box.score()))
                    .toList();
            results.add(new ViewResult(
                    view,
                    defects.isEmpty() ? Verdict.CLEAN : Verdict.DEFECTS,
                    defects,
                    "",
                    ViewResult.Ending.COMPLETE,
                    List.of()));
        }
        return results;
    }

    private Inspection conclude(List<ViewResult> results, ImageSize image, Duration duration) {
        List<InspectedDefect> found = results.size() == 1
                ? results.get(0).defects()
                : WeightedBoxesFusion.fuse(results).stream()
                        .map(WeightedBoxesFusion.Fused::defect)
                        .limit(MOST_FUSED)
                        .toList();
        List<InspectedDefect> reported =
                found.stream().filter(defect -> defect.score() >= minScore).toList();
        return new Inspection(
                reported.isEmpty() ? Verdict.CLEAN : Verdict.DEFECTS,
                reported,
                found.stream().filter(defect -> defect.score() < minScore).toList(),
                task.write(reported.stream().map(InspectedDefect::defect).toList(), frame(image)),
                false,
                List.of(),
                List.of(),
                image,
                duration);
    }

    @Override
    public void close() {
        detector.close();
    }
}
