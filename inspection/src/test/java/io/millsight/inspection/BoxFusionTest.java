package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Flip;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxFusionTest {

    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");

    private static final ImageSize SIZE = new ImageSize(200, 200);
    private static final View WHOLE = View.whole(SIZE);

    private static List<InspectedDefect> fuse(List<List<InspectedDefect>> looks) {
        return BoxFusion.fuse(looks.stream().map(stated -> look(WHOLE, stated)).toList()).stream()
                .map(BoxFusion.Fused::defect)
                .toList();
    }

    private static Look look(View view, List<InspectedDefect> stated) {
        Verdict verdict = stated.isEmpty() ? Verdict.CLEAN : Verdict.DEFECTS;
        return new Look(
                view, new Inspection(verdict, stated, List.of(), "", false, List.of(), List.of(), SIZE, Duration.ZERO));
    }

    private static Look look(View view, InspectedDefect... stated) {
        return look(view, List.of(stated));
    }

    private static View part(ImageSize picture, int left, int top, int right, int bottom) {
        return new View(picture, new BoundingBox(left, top, right, bottom), Flip.NONE);
    }

    private static InspectedDefect patch(double left, double right, double confidence) {
        return new InspectedDefect(PATCHES, new BoundingBox(left, 0, right, 10), confidence);
    }

    @Test
    void oneLookStaysAsItIs() {
        List<InspectedDefect> look = List.of(patch(0, 10, 0.9), patch(1, 11, 0.5));
        assertThat(fuse(List.of(look))).isEqualTo(look);
    }

    @Test
    void theFusedBoxIsTheMeanWeightedByConfidence() {
        InspectedDefect fused = fuse(List.of(List.of(patch(0, 10, 0.6)), List.of(patch(3, 13, 0.3))))
                .get(0);
        assertThat(fused.box().xMin()).isCloseTo((0.6 * 0 + 0.3 * 3) / 0.9, within(1e-9));
        assertThat(fused.box().xMax()).isCloseTo((0.6 * 10 + 0.3 * 13) / 0.9, within(1e-9));
        assertThat(fused.confidence()).isCloseTo(0.45, within(1e-9));
    }

    @Test
    void whatALookDoesNotStateCountsAsNothing() {
        List<InspectedDefect> fused =
                fuse(List.of(List.of(patch(0, 10, 0.8)), List.of(), List.of(patch(0, 10, 0.4)), List.of()));
        assertThat(fused).singleElement().satisfies(defect -> {
            assertThat(defect.box().xMax()).isCloseTo(10, within(1e-9));
            assertThat(defect.confidence()).isCloseTo(0.3, within(1e-9));
        });
    }

    @Test
    void otherTypesAndOtherPlacesStayApart() {
        InspectedDefect scratch = new InspectedDefect(SCRATCHES, new BoundingBox(0, 0, 10, 10), 0.2);
        List<InspectedDefect> fused = fuse(List.of(List.of(patch(0, 10, 0.4), patch(40, 50, 0.3)), List.of(scratch)));
        assertThat(fused).hasSize(3);
        assertThat(fused).extracting(InspectedDefect::confidence).containsExactly(0.2, 0.15, 0.1);
    }

    @Test
    void aLookHasOneVoiceAboutADefect() {
        List<InspectedDefect> fused =
                fuse(List.of(List.of(patch(0, 10, 0.4), patch(1, 11, 0.4)), List.of(patch(0, 10, 0.4))));
        assertThat(fused).hasSize(2);
        assertThat(fused.get(0).confidence()).isCloseTo(0.4, within(1e-9));
        assertThat(fused.get(1).confidence()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void statementsWithoutAnyConfidenceAreFusedAsEquals() {
        InspectedDefect fused = fuse(List.of(List.of(patch(0, 10, 0)), List.of(patch(2, 12, 0))))
                .get(0);
        assertThat(fused.box().xMin()).isCloseTo(1, within(1e-9));
        assertThat(fused.confidence()).isZero();
    }

    @Test
    void aBoxThatEndsWhereItsPartEndsSaysNothingOfThatSide() {
        View left = part(SIZE, 0, 0, 160, 200);
        BoxFusion.Fused fused = BoxFusion.fuse(
                        List.of(look(WHOLE, patch(20, 190, 0.3)), look(left, patch(24, 159, 0.6))))
                .get(0);
        assertThat(fused.defect().box().xMin()).isCloseTo((0.3 * 20 + 0.6 * 24) / 0.9, within(1e-9));
        assertThat(fused.defect().box().xMax()).isCloseTo(190, within(1e-9));
        assertThat(fused.share()).isEqualTo(1);
    }

    @Test
    void aLookThatCannotSeeADefectIsNotAskedAboutIt() {
        View left = part(SIZE, 0, 0, 160, 200);
        List<BoxFusion.Fused> fused =
                BoxFusion.fuse(List.of(look(WHOLE, patch(165, 195, 0.4)), look(WHOLE), look(left, patch(0, 30, 0.9))));
        assertThat(fused).extracting(BoxFusion.Fused::share).containsExactly(1 / 3.0, 0.5);
        assertThat(fused).extracting(BoxFusion.Fused::confidence).containsExactly(0.3, 0.2);
    }

    @Test
    void ofASmallDefectTheLooksInMoreDetailDecide() {
        ImageSize large = new ImageSize(1000, 1000);
        View whole = View.whole(large);
        View corner = part(large, 0, 0, 200, 200);
        List<BoxFusion.Fused> fused = BoxFusion.fuse(List.of(
                look(whole, patch(20, 60, 0.9), patch(0, 900, 0.8)), look(corner, patch(22, 62, 0.6)), look(corner)));
        assertThat(fused).extracting(BoxFusion.Fused::share).containsExactly(1.0, 0.5);
        assertThat(fused).extracting(BoxFusion.Fused::confidence).containsExactly(0.8, 0.3);
    }
}
