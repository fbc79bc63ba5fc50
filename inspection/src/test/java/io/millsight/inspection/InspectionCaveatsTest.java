package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionCaveatsTest {

    @Test
    void keepsItsOwnCaveatsBeforeThoseOfTheImageFile() {
        Inspection inspection = new Inspection(
                Verdict.UNDETERMINED,
                List.of(),
                List.of(),
                "",
                false,
                List.of(),
                List.of(Caveat.notFinite()),
                new ImageSize(2, 3),
                Duration.ZERO);
        Caveat pages = Caveat.ofImageFile("the file has 3 pages or frames, of which only the first is used");

        Inspection more = inspection.withCaveats(List.of(pages));

        assertThat(more.caveats()).containsExactly(Caveat.notFinite(), pages);
        assertThat(more.has(Caveat.Kind.IMAGE_FILE)).isTrue();
        assertThat(more.verdict()).isEqualTo(Verdict.UNDETERMINED);
        assertThat(inspection.has(Caveat.Kind.IMAGE_FILE)).isFalse();
    }
}
