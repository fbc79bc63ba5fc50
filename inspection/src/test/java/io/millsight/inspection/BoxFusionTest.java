package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoxFusionTest {

    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");

    private static InspectedDefect patch(double left, double right, double confidence) {
        return new InspectedDefect(PATCHES, new BoundingBox(left, 0, right, 10), confidence);
    }

    @Test
    void oneLookStaysAsItIs() {
        List<InspectedDefect> look = List.of(patch(0, 10, 0.9), patch(1, 11, 0.5));
        assertThat(BoxFusion.fuse(List.of(look))).isEqualTo(look);
    }

    @Test
    void theFusedBoxIsTheMeanWeightedByConfidence() {
        InspectedDefect fused = BoxFusion.fuse(List.of(List.of(patch(0, 10, 0.6)), List.of(patch(3, 13, 0.3))))
                .get(0);
        assertThat(fused.box().xMin()).isCloseTo((0.6 * 0 + 0.3 * 3) / 0.9, within(1e-9));
        assertThat(fused.box().xMax()).isCloseTo((0.6 * 10 + 0.3 * 13) / 0.9, within(1e-9));
        assertThat(fused.confidence()).isCloseTo(0.45, within(1e-9));
    }

    @Test
    void whatALookDoesNotStateCountsAsNothing() {
        List<InspectedDefect> fused =
                BoxFusion.fuse(List.of(List.of(patch(0, 10, 0.8)), List.of(), List.of(patch(0, 10, 0.4)), List.of()));
        assertThat(fused).singleElement().satisfies(defect -> {
            assertThat(defect.box().xMax()).isCloseTo(10, within(1e-9));
            assertThat(defect.confidence()).isCloseTo(0.3, within(1e-9));
        });
    }

    @Test
    void otherTypesAndOtherPlacesStayApart() {
        InspectedDefect scratch = new InspectedDefect(SCRATCHES, new BoundingBox(0, 0, 10, 10), 0.2);
        List<InspectedDefect> fused =
                BoxFusion.fuse(List.of(List.of(patch(0, 10, 0.4), patch(40, 50, 0.3)), List.of(scratch)));
        assertThat(fused).hasSize(3);
        assertThat(fused).extracting(InspectedDefect::confidence).containsExactly(0.2, 0.15, 0.1);
    }

    @Test
    void aLookHasOneVoiceAboutADefect() {
        List<InspectedDefect> fused =
                BoxFusion.fuse(List.of(List.of(patch(0, 10, 0.4), patch(1, 11, 0.4)), List.of(patch(0, 10, 0.4))));
        assertThat(fused).hasSize(2);
        assertThat(fused.get(0).confidence()).isCloseTo(0.4, within(1e-9));
        assertThat(fused.get(1).confidence()).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void statementsWithoutAnyConfidenceAreFusedAsEquals() {
        InspectedDefect fused = BoxFusion.fuse(List.of(List.of(patch(0, 10, 0)), List.of(patch(2, 12, 0))))
                .get(0);
        assertThat(fused.box().xMin()).isCloseTo(1, within(1e-9));
        assertThat(fused.confidence()).isZero();
    }
}
