package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DetectorInspectorTest {

    private final BrightSpots detector = new BrightSpots();

    @Test
    void boxesFromTheThresholdOnAreReportedAndTheOthersRejected() {
        Inspection inspection = inspector(0.5, TestTimeAugmentation.OFF)
                .inspect(image(10, 8, new Spot(7, 2, 0, 50), new Spot(1, 5, 1, 90), new Spot(4, 4, 0, 49)));

        assertThat(inspection.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(inspection.defects())
                .containsExactly(
                        new InspectedDefect(BrightSpots.SCRATCH, new BoundingBox(1, 5, 2, 6), 0.9),
                        new InspectedDefect(BrightSpots.PIT, new BoundingBox(7, 2, 8, 3), 0.5));
        assertThat(inspection.rejected())
                .containsExactly(new InspectedDefect(BrightSpots.PIT, new BoundingBox(4, 4, 5, 5), 0.49));
        assertThat(inspection.size()).isEqualTo(new ImageSize(10, 8));
        assertThat(inspection.duration()).isPositive();
    }

    @Test
    void theAnswerIsTheReportAboutTheReportedBoxes() {
        DetectorInspector inspector = inspector(0.5, TestTimeAugmentation.OFF);
        RgbImage image = image(10, 8, new Spot(7, 2, 0, 50), new Spot(1, 5, 1, 90), new Spot(4, 4, 0, 49));
        AnnotatedImage annotated = new AnnotatedImage(
                "a",
                Path.of("a.png"),
                10,
                8,
                List.of(
                        new Defect(BrightSpots.PIT, new BoundingBox(7, 2, 8, 3)),
                        new Defect(BrightSpots.SCRATCH, new BoundingBox(1, 5, 2, 6))));

        String answer = inspector.inspect(image).answer();

        assertThat(answer).isEqualTo(inspector.correctAnswer(annotated));
        assertThat(inspector.task().parse(answer, inspector.frame(image.size())).defects())
                .extracting(Defect::type)
                .containsExactly(BrightSpots.SCRATCH, BrightSpots.PIT);
    }

    @Test
    void anImageWithoutReportedBoxesIsClean() {
        Inspection inspection = inspector(0.5, TestTimeAugmentation.OFF).inspect(image(10, 8, new Spot(7, 2, 0, 10)));

        assertThat(inspection.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(inspection.defects()).isEmpty();
        assertThat(inspection.all())
                .singleElement()
                .satisfies(box -> assertThat(box.score()).isEqualTo(0.1));
        assertThat(inspection.answer()).isNotBlank();
    }

    @Test
    void viewsOfOneDefectAreFusedIntoOneBox() {
        Inspection inspection = inspector(0.5, TestTimeAugmentation.ON).inspect(image(40, 40, new Spot(18, 22, 0, 80)));

        assertThat(inspection.all()).singleElement().satisfies(defect -> {
            assertThat(defect.box().iou(new BoundingBox(18, 22, 19, 23))).isCloseTo(1, within(1e-9));
            assertThat(defect.score()).isCloseTo(0.8, within(1e-9));
        });
        assertThat(detector.batches()).containsExactly(12);
    }

    @Test
    void noFurtherBatchIsDetectedWhenNobodyNeedsTheInspection() {
        List<RgbImage> images = Collections.nCopies(35, image(4, 4, new Spot(1, 1, 0, 99)));
        AtomicInteger done = new AtomicInteger();
        InspectionListener leaving = new InspectionListener() {
            @Override
            public void answered(int answered, int views) {
                done.set(answered);
            }

            @Override
            public boolean isGivenUp() {
                return done.get() > 0;
            }
        };

        assertThatThrownBy(() -> inspector(0.5, TestTimeAugmentation.OFF).inspect(images, leaving))
                .isInstanceOf(CancellationException.class);
        assertThat(detector.batches()).containsExactly(16);
    }

    @Test
    void manyViewsAreDetectedInBatchesOfSixteen() {
        List<List<Integer>> progress = new ArrayList<>();
        List<RgbImage> images = Collections.nCopies(35, image(4, 4, new Spot(1, 1, 0, 99)));

        List<Inspection> inspections = inspector(0.5, TestTimeAugmentation.OFF)
                .inspect(images, (answered, views) -> progress.add(List.of(answered, views)));

        assertThat(inspections).hasSize(35).allMatch(inspection -> inspection.verdict() == Verdict.DEFECTS);
        assertThat(detector.batches()).containsExactly(16, 16, 3);
        assertThat(progress).containsExactly(List.of(16, 35), List.of(32, 35), List.of(35, 35));
        assertThat(inspector(0.5, TestTimeAugmentation.OFF).inspect(List.of())).isEmpty();
    }

    @Test
    void anImageThatIsTooThinIsRefused() {
        DetectorInspector inspector = inspector(0.5, TestTimeAugmentation.OFF);

        inspector.requireUsable(new ImageSize(400, 2), "strip.png");
        assertThatThrownBy(() -> inspector.requireUsable(new ImageSize(401, 2), "strip.png"))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("strip.png: one side is more than 200 times the other (401x2); cut the image into parts");
        assertThatThrownBy(() -> inspector.inspect(image(401, 2))).isInstanceOf(InvalidImageException.class);
    }

    @Test
    void closingFreesTheDetector() {
        inspector(0.5, TestTimeAugmentation.OFF).close();

        assertThat(detector.isClosed()).isTrue();
        assertThatThrownBy(() -> inspector(Double.NaN, TestTimeAugmentation.OFF))
                .hasMessage("minScore is NaN, expected a number from 0 to 1");
    }

    private DetectorInspector inspector(double minScore, TestTimeAugmentation augmentation) {
        return new DetectorInspector(detector, minScore, augmentation);
    }

    /** A pixel that the detector finds. */
    private record Spot(int x, int y, int type, int hundredths) {}

    private static RgbImage image(int width, int height, Spot... spots) {
        byte[] pixels = new byte[3 * width * height];
        for (Spot spot : spots) {
            int place = 3 * (spot.y * width + spot.x);
            pixels[place] = (byte) spot.hundredths;
            pixels[place + 1] = (byte) spot.type;
        }
        return new RgbImage(width, height, pixels);
    }
}
