package io.millsight.service.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftTest {

    @Test
    void theSameMixHasNoDriftHoweverManyBoxesThereAre() {
        Drift drift = Drift.between(Map.of("a", 100L, "b", 50L), Map.of("a", 1000L, "b", 500L));

        assertThat(drift.index().orElseThrow()).isCloseTo(0, within(0.001));
    }

    @Test
    void aTypeThatAppearsRaisesTheIndexAndIsNamed() {
        Drift drift = Drift.between(Map.of("a", 100L), Map.of("a", 60L, "b", 40L));

        assertThat(drift.index().orElseThrow()).isGreaterThan(0.25);
        assertThat(drift.types().get(1).index())
                .isGreaterThan(drift.types().get(0).index());
    }

    @Test
    void fewBoxesTellNothing() {
        assertThat(Drift.between(Map.of("a", 49L), Map.of("b", 500L)).index()).isEmpty();
        assertThat(Drift.between(Map.of(), Map.of()).index()).isEmpty();
    }
}
