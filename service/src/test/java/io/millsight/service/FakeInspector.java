package io.millsight.service;

import io.millsight.adapter.ReportTask;
import io.millsight.history.Deployment;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.PngEncoder;
import io.millsight.image.RgbImage;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.InspectionListener;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.ScoreSource;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.inspection.TokenCount;
import io.millsight.inspection.Verdict;
import io.millsight.service.model.LoadedModel;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An inspector without a model: the first pixel of a picture says what it finds. The other pixels make pictures differ. */
public final class FakeInspector implements Inspector {

    /** What is on a picture. */
    public enum Scene {
        CLEAN,
        SCRATCHES,
        /** A box below the threshold. */
        WEAK,
        UNREADABLE,
        /** Takes 300 ms. */
        SLOW,
        /** Takes 10 ms. */
        BUSY,
        /** Fails. */
        BROKEN,
        /** Fails because the heap is full. */
        LARGE,
        /** Takes until nobody waits for it. */
        ENDLESS
    }

    public static final DefectType TYPE = new DefectType("scratches");
    public static final double THRESHOLD = 0.3;
    public static final int SIDE = 40;

    /** What each inspection costs. */
    public static final TokenCount TOKENS = new TokenCount(90, 7);

    private static final int STEP = 28;
    private static final ReportTask TASK = ReportTask.standard(List.of(new DefectType("patches"), TYPE));

    private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    private final List<InspectedDefect> onCanary;
    private volatile boolean closed;

    public FakeInspector() {
        this(List.of());
    }

    /**
     * @param score of a box on the canary picture
     */
    public FakeInspector(double score) {
        this(List.of(defect(score)));
    }

    private FakeInspector(List<InspectedDefect> onCanary) {
        this.onCanary = onCanary;
    }

    /** Returns the model with this inspector. */
    public LoadedModel loaded() {
        return loaded(null);
    }

    /**
     * Returns the model with this inspector.
     *
     * @param bare loads the base without the adapter; null if nothing is compared
     */
    public LoadedModel loaded(@Nullable Supplier<Inspector> bare) {
        return new LoadedModel(
                this,
                new Deployment.Model("fake", "ab", "fake-adapter", "cd", "ef", TASK.types()),
                new Deployment.Settings(THRESHOLD, "off", "locked", "0.1.0", "cpu/float32"),
                bare);
    }

    /** Returns the file of a picture. Pictures with the same number have the same bytes. */
    public static byte[] picture(Scene scene, int number) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        pixels[0] = (byte) (List.of(Scene.values()).indexOf(scene) * STEP);
        pixels[3] = (byte) number;
        pixels[4] = (byte) (number >> 8);
        return PngEncoder.encode(new RgbImage(SIDE, SIDE, pixels).toBufferedImage());
    }

    /** Returns the sizes of all batches. */
    public List<Integer> batches() {
        return List.copyOf(batches);
    }

    public boolean isClosed() {
        return closed;
    }

    @Override
    public List<DefectType> types() {
        return TASK.types();
    }

    @Override
    public ReportTask task() {
        return TASK;
    }

    @Override
    public CoordinateFrame frame(ImageSize image) {
        return CoordinateFrame.original(image.width(), image.height());
    }

    @Override
    public ScoreSource scores() {
        return ScoreSource.TOKEN_PROBABILITY;
    }

    @Override
    public double minScore() {
        return 0;
    }

    @Override
    public TestTimeAugmentation testTimeAugmentation() {
        return TestTimeAugmentation.OFF;
    }

    @Override
    public void requireUsable(ImageSize image, String name) {
        if (image.width() > 100 * image.height()) {
            throw new InvalidImageException(name + ": is too thin");
        }
    }

    @Override
    public List<Inspection> inspect(List<RgbImage> images, InspectionListener listener) {
        batches.add(images.size());
        List<Inspection> inspections =
                images.stream().map(image -> look(image, listener)).toList();
        listener.answered(images.size(), images.size());
        return inspections;
    }

    private Inspection look(RgbImage image, InspectionListener listener) {
        if (image.width() != SIDE) { // a picture of somebody else, such as the canary
            return inspection(image, onCanary.isEmpty() ? Verdict.CLEAN : Verdict.DEFECTS, onCanary);
        }
        return switch (Scene.values()[image.value(0, 0, 0) / STEP]) {
            case CLEAN -> inspection(image, Verdict.CLEAN, List.of());
            case SCRATCHES -> inspection(image, Verdict.DEFECTS, List.of(defect(0.9)));
            case WEAK -> inspection(image, Verdict.DEFECTS, List.of(defect(0.1)));
            case UNREADABLE -> inspection(image, Verdict.UNDETERMINED, List.of());
            case SLOW -> {
                sleep(300);
                yield inspection(image, Verdict.CLEAN, List.of());
            }
            case BUSY -> {
                sleep(10);
                yield inspection(image, Verdict.CLEAN, List.of());
            }
            case BROKEN -> throw new IllegalStateException("this picture breaks the model");
            case ENDLESS -> {
                while (!listener.isGivenUp()) {
                    sleep(1);
                }
                throw new CancellationException("nobody waits");
            }
            case LARGE -> throw new OutOfMemoryError("this picture fills the heap");
        };
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static InspectedDefect defect(double score) {
        return new InspectedDefect(TYPE, new BoundingBox(10, 0, 20, 39), score);
    }

    private static Inspection inspection(RgbImage image, Verdict verdict, List<InspectedDefect> defects) {
        return new Inspection(
                verdict,
                defects,
                List.of(),
                "the answer <b>of</b> the model",
                false,
                List.of(),
                List.of(),
                image.size(),
                Duration.ofMillis(1));
    }

    @Override
    public TokenCount tokens(Inspection inspection) {
        return TOKENS;
    }

    @Override
    public void close() {
        closed = true;
    }
}
