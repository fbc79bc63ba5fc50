package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpeningTest {

    private final List<String> closed = new ArrayList<>();

    private AutoCloseable resource(String name) {
        return () -> closed.add(name);
    }

    @Test
    void whatWasOpenedIsClosedLastFirstWhereTheWholeIsNotReached() {
        assertThatThrownBy(() -> {
                    try (Opening opening = new Opening()) {
                        opening.add(resource("model"));
                        opening.add(resource("adapter"));
                        throw new OutOfMemoryError("tokenizer");
                    }
                })
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(closed).containsExactly("adapter", "model");
    }

    @Test
    void whatHasAnOwnerStaysOpen() {
        try (Opening opening = new Opening()) {
            opening.add(resource("model"));
            assertThat(opening.complete("owner")).isEqualTo("owner");
        }
        assertThat(closed).isEmpty();
    }

    @Test
    void aResourceThatCannotBeClosedDoesNotKeepTheOthersOpen() {
        Opening opening = new Opening();
        opening.add(resource("model"));
        opening.add(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(opening::close).hasMessage("cannot close what was opened");
        assertThat(closed).containsExactly("model");
    }
}
