package io.millsight.service.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.history.CaptureContext;
import io.millsight.history.CoilPicture;
import io.millsight.history.CountedBox;
import io.millsight.history.Disposition;
import io.millsight.history.ReviewState;
import io.millsight.history.Verdict;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepeatFinderTest {

    private static final double PICTURE_MM = 500;
    private static final int SIDE = 1000;
    private static final double PERIOD = 1885;

    @Test
    void findsARollAmongDefectsAtRandomPlaces() {
        Random random = new Random(1);
        Strip strip = new Strip();
        for (int turn = 0; turn < 20; turn++) {
            if (turn % 7 != 3) { // the model misses some
                strip.add("scratches", 700 + turn * PERIOD + random.nextGaussian() * 2, 210);
            }
        }
        for (int i = 0; i < 60; i++) {
            strip.add("scratches", random.nextDouble() * 40_000, random.nextDouble() * 500);
        }

        List<Repeat> found = RepeatFinder.find(strip.pictures());

        assertThat(found).hasSize(1);
        assertThat(found.get(0).periodMm()).isCloseTo(PERIOD, within(2.0));
        assertThat(found.get(0).turns()).isEqualTo(19);
        assertThat(found.get(0).marks().size()).isGreaterThanOrEqualTo(17);
        assertThat(found.get(0).acrossMm()).isCloseTo(210, within(5.0));
    }

    @Test
    void twoRollsAreTwoSeries() {
        Strip strip = new Strip();
        for (int turn = 0; turn < 12; turn++) {
            strip.add("scratches", 100 + turn * 2210, 100);
            strip.add("patches", 900 + turn * 1640, 300);
        }

        assertThat(RepeatFinder.find(strip.pictures()))
                .extracting(repeat -> repeat.type() + " " + Math.round(repeat.periodMm()))
                .containsExactlyInAnyOrder("scratches 2210", "patches 1640");
    }

    @Test
    void randomPlacesAreNoSeries() {
        int wrong = 0;
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Strip strip = new Strip();
            for (int i = 0; i < 80; i++) {
                strip.add("scratches", random.nextDouble() * 40_000, random.nextDouble() * 200);
            }
            wrong += RepeatFinder.find(strip.pictures()).isEmpty() ? 0 : 1;
        }
        assertThat(wrong).isLessThanOrEqualTo(3);
    }

    @Test
    void marksAtOtherPlacesAcrossAreNoSeries() {
        Strip strip = new Strip();
        for (int turn = 0; turn < 12; turn++) {
            strip.add("scratches", 100 + turn * 2000, 30 * turn);
        }

        assertThat(RepeatFinder.find(strip.pictures())).isEmpty();
    }

    @Test
    void picturesWithoutAPlaceTakeNoPart() {
        List<CoilPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            pictures.add(picture(i, null, List.of(box(500, 500))));
        }

        assertThat(RepeatFinder.find(pictures)).isEmpty();
    }

    /** A strip of pictures of 500 mm without gaps. */
    private static final class Strip {

        private final TreeMap<Integer, List<CountedBox>> boxes = new TreeMap<>();

        void add(String type, double along, double across) {
            int frame = (int) (along / PICTURE_MM);
            BoundingBox place =
                    box((along - frame * PICTURE_MM) * 2, across * 2).box();
            boxes.computeIfAbsent(frame, each -> new ArrayList<>()).add(new CountedBox(type, place));
        }

        List<CoilPicture> pictures() {
            return boxes.entrySet().stream()
                    .map(frame -> picture(frame.getKey(), PICTURE_MM, frame.getValue()))
                    .toList();
        }
    }

    private static CountedBox box(double x, double y) {
        return new CountedBox("scratches", new BoundingBox(Math.max(0, x - 2), Math.max(0, y - 2), x + 2, y + 2));
    }

    private static CoilPicture picture(int frame, @Nullable Double length, List<CountedBox> boxes) {
        return new CoilPicture(
                "I" + frame,
                new CaptureContext("L1", null, "C1", (long) frame, "top", frame * PICTURE_MM, 0.0, length, null),
                new ImageSize(SIDE, SIDE),
                Verdict.DEFECTS,
                Disposition.HOLD,
                ReviewState.OPEN,
                boxes);
    }
}
