package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScopeTest {

    @Test
    void stepsLeaveNoHandlesBehind() {
        Tensor weight;
        try (RandomGenerator generator = RandomGenerator.seeded(0, Device.CPU)) {
            weight = generator.normal(0, 1, 16, 16);
        }
        weight.requireGradient(true);
        step(weight);
        long before = Scope.liveHandles();
        for (int i = 0; i < 200; i++) {
            step(weight);
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
        weight.close();
    }

    private static void step(Tensor weight) {
        try (Scope scope = Scope.open();
                Autocast autocast = Autocast.open(Device.CPU, DType.BFLOAT16)) {
            Tensor loss =
                    weight.linear(weight, null).to(DType.FLOAT32).squared().sum();
            loss.backward();
            assertThat(loss.item()).isPositive();
            assertThat(weight.gradient()).isNotNull();
        }
        weight.clearGradient();
    }

    @Test
    void aKeptTensorBelongsToTheEnclosingScope() {
        long before = Scope.liveHandles();
        try (Scope outer = Scope.open()) {
            Tensor kept;
            try (Scope inner = Scope.open()) {
                kept = inner.keep(Tensor.of(new float[] {1, 2}, 2).times(3));
            }
            assertThat(kept.toFloats()).containsExactly(3, 6);
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void aKeptTensorBelongsToTheCallerIfThereIsNoEnclosingScope() {
        long before = Scope.liveHandles();
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = scope.keep(Tensor.of(new float[] {1, 2}, 2).times(3));
        }
        assertThat(kept.toFloats()).containsExactly(3, 6);
        kept.close();
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void whatIsMadeOnTheWayToAResultIsFreedWithIt() {
        try (Scope outer = Scope.open()) {
            Tensor input = Tensor.of(new float[] {1, 2}, 2);
            long before = Scope.liveHandles();
            Tensor result = Scope.within(() -> input.times(3).plus(1).times(2));
            assertThat(Scope.liveHandles()).isEqualTo(before + 1);
            assertThat(result.toFloats()).containsExactly(8, 14);
        }
    }

    @Test
    void anOwnedTensorCountsUntilItIsClosed() {
        long before = Scope.liveHandles();
        Tensor tensor = Tensor.zeros(DType.FLOAT32, Device.CPU, 2);
        assertThat(Scope.liveHandles()).isEqualTo(before + 1);
        tensor.close();
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void aTensorCountsOnceHoweverOftenItsOwnerRetainsAndClosesIt() {
        long before = Scope.liveHandles();
        Tensor outside = Tensor.zeros(DType.FLOAT32, Device.CPU, 2).retain().retain();
        Tensor inside;
        try (Scope scope = Scope.open()) {
            inside = Tensor.zeros(DType.FLOAT32, Device.CPU, 2).retain().retain();
        }
        assertThat(Scope.liveHandles()).isEqualTo(before + 2);
        assertThat(inside.toFloats()).containsExactly(0, 0);
        outside.close();
        outside.close();
        inside.close();
        inside.close();
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void closingATensorOfAScopeLeavesItToTheScope() {
        long before = Scope.liveHandles();
        try (Scope scope = Scope.open()) {
            Tensor tensor = Tensor.of(new float[] {4}, 1);
            tensor.close();
            assertThat(tensor.item()).isEqualTo(4);
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void operationsOutsideOfAnyScopeLeaveNoHelpersBehind() {
        long before = Scope.liveHandles();
        Tensor leaf = Tensor.full(3, DType.FLOAT32, Device.CPU, 2).requireGradient(true);
        Tensor sum = leaf.times(2).sum();
        sum.backward();
        Tensor gradient = Objects.requireNonNull(leaf.gradient());
        assertThat(Scope.liveHandles()).isEqualTo(before + 4); // the product, too
        gradient.timesInPlace(5);
        assertThat(Scope.liveHandles()).isEqualTo(before + 4);
    }

    @Test
    void aGeneratorCountsUntilItIsClosed() {
        long before = Scope.liveHandles();
        RandomGenerator generator = RandomGenerator.seeded(1, Device.CPU);
        assertThat(Scope.liveHandles()).isEqualTo(before + 1);
        generator.close();
        generator.close();
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void gradientsStayOnAfterAGuardOutlivesAScope() {
        try (Scope outer = Scope.open()) {
            Tensor leaf = Tensor.of(new float[] {1}, 1).requireGradient(true);
            NoGradient off = NoGradient.open();
            try (Scope inner = Scope.open()) {
                assertThat(leaf.times(2).requiresGradient()).isFalse();
            }
            assertThat(leaf.times(2).requiresGradient()).isFalse();
            off.close();
            assertThat(leaf.times(2).requiresGradient()).isTrue();
        }
    }
}
