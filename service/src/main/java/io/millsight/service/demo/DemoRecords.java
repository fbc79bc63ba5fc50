package io.millsight.service.demo;

import io.millsight.history.Actor;
import io.millsight.history.CaptureContext;
import io.millsight.history.History;
import io.millsight.history.InspectionFilter;
import io.millsight.history.NewReview;
import io.millsight.history.ReviewAction;
import io.millsight.history.ReviewedBox;
import io.millsight.history.Reviews;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import io.millsight.image.PngEncoder;
import io.millsight.service.intake.ImageIntake;
import io.millsight.service.intake.IntakeException;
import io.millsight.service.intake.IntakeImage;
import io.millsight.service.intake.IntakeTerms;
import io.millsight.service.intake.Requester;
import io.millsight.service.queue.InspectionQueue;
import io.millsight.service.queue.Lane;
import io.millsight.steel.Defect;
import io.millsight.steel.augment.Sample;
import io.millsight.steel.synthetic.SyntheticSteel;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Coils of two lines over the last hours. Their surfaces are drawn; the model inspects them on the same way as any other image; of some, the drawn
 * boxes are entered as reviews.
 */
public final class DemoRecords {

    private static final List<String> LINES = List.of("Line 1", "Line 2");
    private static final int COILS = 3;
    private static final int FRAMES = 7;
    private static final int FIRST_COIL = 4101;
    private static final double FRAME_MM = 150_000;
    private static final Duration BETWEEN_COILS = Duration.ofMinutes(55);
    private static final Duration BETWEEN_FRAMES = Duration.ofMinutes(5);

    /** Every so many-th image is reviewed. */
    private static final int REVIEWED = 3;

    /** A box of the model and a drawn box that overlap so far are one defect. */
    private static final double SAME_DEFECT = 0.5;

    /** Enough to fill batches. */
    private static final int SENDERS = 8;

    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Actor REVIEWER = new Actor("demo", "Demo");

    private static final Logger LOG = LoggerFactory.getLogger(DemoRecords.class);

    private final History history;
    private final ImageIntake intake;
    private final Clock clock;

    /** A picture, with the boxes that were drawn into it. */
    private record Frame(int number, Sample sample, CaptureContext context) {}

    public DemoRecords(History history, ImageIntake intake, Clock clock) {
        this.history = history;
        this.intake = intake;
        this.clock = clock;
    }

    /** Adds the records, unless there are records already. Returns when all images are inspected, or the service ends. */
    public void fill() throws InterruptedException {
        if (!history.inspections().list(InspectionFilter.ALL, null, 1).isEmpty()) {
            return;
        }
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        frames().forEach(frame -> senders.execute(() -> add(frame)));
        senders.shutdown();
        senders.awaitTermination(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        Instant first = clock.instant().minus(BETWEEN_COILS.multipliedBy(COILS));
        for (int coil = 0; coil < COILS; coil++) {
            for (int i = 0; i < FRAMES; i++) {
                for (int line = 0; line < LINES.size(); line++) {
                    CaptureContext context = new CaptureContext(
                            LINES.get(line),
                            null,
                            "C" + (FIRST_COIL + coil * LINES.size() + line),
                            (long) i + 1,
                            "top",
                            i * FRAME_MM,
                            0.0,
                            FRAME_MM,
                            first.plus(BETWEEN_COILS.multipliedBy(coil)).plus(BETWEEN_FRAMES.multipliedBy(i)));
                    int number = frames.size();
                    frames.add(new Frame(number, SyntheticSteel.REAL.draw(number), context));
                }
            }
        }
        return frames;
    }

    private void add(Frame frame) {
        byte[] file = PngEncoder.encode(frame.sample.image().toBufferedImage());
        try (InspectionQueue.Place place = intake.reserve(file.length)) {
            IntakeTerms terms = new IntakeTerms(Lane.BULK, DEADLINE, null, Requester.PATIENT);
            StoredInspection inspection = intake.inspect(place, new IntakeImage(file, frame.context), terms)
                    .inspection();
            if (frame.number % REVIEWED == 0) {
                history.reviews()
                        .add(
                                new Reviews.Target(inspection.id(), inspection.revision()),
                                review(inspection, frame.sample),
                                REVIEWER,
                                null);
            }
        } catch (IntakeException e) {
            LOG.debug("the service ends", e);
        } catch (IOException e) {
            LOG.error("an image of the demo could not be stored", e);
        }
    }

    /** Returns what somebody would say who sees all that was drawn. */
    private static NewReview review(StoredInspection inspection, Sample sample) {
        List<StoredDefect> found = inspection.defects();
        List<ReviewedBox> boxes = new ArrayList<>();
        for (Defect drawn : sample.defects()) {
            boxes.add(found.stream()
                    .filter(defect -> defect.box().iou(drawn.box()) >= SAME_DEFECT)
                    .findFirst()
                    .map(defect -> confirmed(defect, drawn))
                    .orElseGet(() -> new ReviewedBox(drawn.type(), drawn.box(), ReviewedBox.Origin.ADDED, null)));
        }
        boolean right =
                boxes.size() == found.size() && boxes.stream().allMatch(box -> box.origin() == ReviewedBox.Origin.KEPT);
        if (right && !boxes.isEmpty()) {
            return new NewReview(ReviewAction.ACCEPT, boxes, null, null);
        }
        return new NewReview(boxes.isEmpty() ? ReviewAction.CLEAN : ReviewAction.CORRECT, boxes, null, null);
    }

    private static ReviewedBox confirmed(StoredDefect defect, Defect drawn) {
        return defect.type().equals(drawn.type())
                ? new ReviewedBox(defect.type(), defect.box(), ReviewedBox.Origin.KEPT, defect.n())
                : new ReviewedBox(drawn.type(), defect.box(), ReviewedBox.Origin.RETYPED, defect.n());
    }
}
