package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Flip;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightedBoxesFusionTest {

    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");

    private static final ImageSize SIZE = new ImageSize(200, 200);
    private static final View WHOLE = View.whole(SIZE);

    private static List<InspectedDefect> fuse(List<List<InspectedDefect>> views) {
        return WeightedBoxesFusion.fuse(
                        views.stream().map(stated -> view(WHOLE, stated)).toList())
                .stream()
                .map(WeightedBoxesFusion.Fused::defect)
                .toList();
    }

    private static ViewResult view(View view, List<InspectedDefect> stated) {
        Verdict verdict = stated.isEmpty() ? Verdict.CLEAN : Verdict.DEFECTS;
        return new ViewResult(view, verdict, stated, "", ViewResult.Ending.COMPLETE, List.of());
    }

    private static ViewResult view(View view, InspectedDefect... stated) {
        return view(view, List.of(stated));
    }

    private static View crop(ImageSize image, int left, int top, int right, int bottom) {
        return new View(image, new BoundingBox(left, top, right, bottom), Flip.NONE);
    }

    private static InspectedDefect patch(double left, double right, double score) {
        return new InspectedDefect(PATCHES, new BoundingBox(left, 0, right, 10), score);
    }

    @Test
    void oneViewStaysAsItIs() {
        List<InspectedDefect> boxes = List.of(patch(0, 10, 0.9), patch(1, 11, 0.5));
        assertThat(fuse(List.of(boxes))).isEqualTo(boxes);
    }

    @Test
    void theFusedBoxIsTheMeanWeightedByScore() {
        InspectedDefect fused = fuse(List.of(List.of(patch(0, 10, 0.6)), List.of(patch(3, 13, 0.3))))
                .get(0);
        assertThat(fused.box().xMin()).isCloseTo((0.6 * 0 + 0.3 * 3) / 0.9, within(1e-9));
        assertThat(fused.box().xMax()).isCloseTo((0.6 * 10 + 0.3 * 13) / 0.9, within(1e-9));
        assertThat(fused.score()).isCloseTo(0.45, within(1e-9));
    }

    @Test
    void aViewWithoutTheBoxCountsAsScoreZero() {
        List<InspectedDefect> fused =
                fuse(List.of(List.of(patch(0, 10, 0.8)), List.of(), List.of(patch(0, 10, 0.4)), List.of()));
        assertThat(fused).singleElement().satisfies(defect -> {
            assertThat(defect.box().xMax()).isCloseTo(10, within(1e-9));
            assertThat(defect.score()).isCloseTo(0.3, within(1e-9));
        });
    }

    @Test
    void otherTypesAndOtherPlacesAreNotFused() {
        InspectedDefect scratch = new InspectedDefect(SCRATCHES, new BoundingBox(0, 0, 10, 10), 0.2);
        List<InspectedDefect> fused = fuse(List.of(List.of(patch(0, 10, 0.4), patch(40, 50, 0.3)), List.of(scratch)));
        assertThat(fused).hasSize(3);
        assertThat(fused).extracting(InspectedDefect::score).containsExactly(0.2, 0.15, 0.1);
    }

    @Test
    void aViewHasOneVoteOnADefect() {
        List<InspectedDefect> fused =
                fuse(List.of(List.of(patch(0, 10, 0.4), patch(1, 11, 0.4)), List.of(patch(0, 10, 0.4))));
        assertThat(fused).hasSize(2);
        assertThat(fused.get(0).score()).isCloseTo(0.4, within(1e-9));
        assertThat(fused.get(1).score()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void boxesOfScoreZeroHaveEqualWeights() {
        InspectedDefect fused = fuse(List.of(List.of(patch(0, 10, 0)), List.of(patch(2, 12, 0))))
                .get(0);
        assertThat(fused.box().xMin()).isCloseTo(1, within(1e-9));
        assertThat(fused.score()).isZero();
    }

    @Test
    void anEdgeCutByTheCropDoesNotCount() {
        View left = crop(SIZE, 0, 0, 160, 200);
        WeightedBoxesFusion.Fused fused = WeightedBoxesFusion.fuse(
                        List.of(view(WHOLE, patch(20, 190, 0.3)), view(left, patch(24, 159, 0.6))))
                .get(0);
        assertThat(fused.defect().box().xMin()).isCloseTo((0.3 * 20 + 0.6 * 24) / 0.9, within(1e-9));
        assertThat(fused.defect().box().xMax()).isCloseTo(190, within(1e-9));
        assertThat(fused.share()).isEqualTo(1);
    }

    @Test
    void aViewThatDoesNotShowADefectHasNoVote() {
        View left = crop(SIZE, 0, 0, 160, 200);
        List<WeightedBoxesFusion.Fused> fused = WeightedBoxesFusion.fuse(
                List.of(view(WHOLE, patch(165, 195, 0.4)), view(WHOLE), view(left, patch(0, 30, 0.9))));
        assertThat(fused).extracting(WeightedBoxesFusion.Fused::share).containsExactly(1 / 3.0, 0.5);
        assertThat(fused).extracting(WeightedBoxesFusion.Fused::score).containsExactly(0.3, 0.2);
    }

    @Test
    void smallCropsDecideOnASmallDefect() {
        ImageSize large = new ImageSize(1000, 1000);
        View whole = View.whole(large);
        View corner = crop(large, 0, 0, 200, 200);
        List<WeightedBoxesFusion.Fused> fused = WeightedBoxesFusion.fuse(List.of(
                view(whole, patch(20, 60, 0.9), patch(0, 900, 0.8)), view(corner, patch(22, 62, 0.6)), view(corner)));
        assertThat(fused).extracting(WeightedBoxesFusion.Fused::share).containsExactly(1.0, 0.5);
        assertThat(fused).extracting(WeightedBoxesFusion.Fused::score).containsExactly(0.8, 0.3);
    }
}
