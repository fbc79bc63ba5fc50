package io.millsight.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewTokensTest {

    private static final NewTokens RAGGED =
            new NewTokens(List.of(List.of(7), List.of(), List.of(4, 5, 6), List.of(8, 9)));

    @Test
    void tokensStandOneBehindTheOther() {
        try (Scope scope = Scope.open()) {
            assertThat(RAGGED.ids(Device.CPU).toLongs()).containsExactly(7, 4, 5, 6, 8, 9);
        }
    }

    @Test
    void aRowFillsItsLastSlots() {
        assertThat(RAGGED.slotOfPlace()).containsExactly(2, 6, 7, 8, 10, 11);
        assertThat(RAGGED.placeOfSlot()).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5);
        assertThat(RAGGED.asked()).containsExactly(0, 0, 3, 5);
    }

    @Test
    void theModelIsAskedBehindEachGuessAndTheTokenBeforeIt() {
        NewTokens guessed = new NewTokens(RAGGED.tokens(), List.of(0, 0, 2, 1));
        assertThat(guessed.asked()).containsExactly(0, 0, 1, 2, 3, 4, 5);
    }

    @Test
    void headsGoToTheSlotsOfTheirRowsAndBack() {
        try (Scope scope = Scope.open()) {
            float[] values = new float[2 * 6 * 3]; // two heads of six tokens, three numbers each
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
            Tensor heads = Tensor.of(values, 1, 2, 6, 3);
            NewRows rows = new NewRows(RAGGED, Device.CPU);
            Tensor bySlots = rows.bySlots(heads);
            assertThat(bySlots.shape()).containsExactly(4, 2, 3, 3);
            assertThat(bySlots.select(0, 3).select(0, 1).select(0, 2).toFloats())
                    .as("second head of the last token")
                    .containsExactly(33, 34, 35);
            assertThat(rows.byPlaces(bySlots).sameAs(heads)).isTrue();
        }
    }

    @Test
    void manyTokensGetFewDifferentNumbersOfPlaces() {
        NewTokens nine = new NewTokens(Collections.nCopies(3, List.of(1, 2, 3)));
        assertThat(nine.places()).isEqualTo(10);
        assertThat(nine.isFull()).isFalse();
        assertThat(nine.slotOfPlace()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 0);
        assertThat(nine.placeOfSlot()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(IntStream.rangeClosed(1, 1024)
                        .map(count -> new NewTokens(Collections.nCopies(count, List.of(1))).places())
                        .peek(places -> assertThat(places).isPositive())
                        .distinct()
                        .count())
                .isLessThan(40);
    }

    @Test
    void asManyPlacesAsSlotsAreNotTheSamePlaces() {
        NewTokens tokens = new NewTokens(List.of(List.of(1, 2, 3, 4), List.of(5, 6, 7), List.of(8, 9, 10, 11)));
        assertThat(tokens.places()).isEqualTo(12);
        assertThat(tokens.isFull()).isFalse();
    }

    @Test
    void fullRowsNeedNoIndices() {
        NewTokens full = new NewTokens(List.of(List.of(1, 2), List.of(3, 4)));
        assertThat(full.isFull()).isTrue();
        try (Scope scope = Scope.open()) {
            Tensor heads = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 4, 1);
            NewRows rows = new NewRows(full, Device.CPU);
            assertThat(rows.bySlots(heads).select(0, 1).toFloats()).containsExactly(3, 4);
            assertThat(rows.byPlaces(rows.bySlots(heads)).sameAs(heads)).isTrue();
        }
    }
}
