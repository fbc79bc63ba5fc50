package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares convolutions and their gradients with those of float64, which another kernel computes. */
class ConvolutionTest {

    private final int threadsBefore = Torch.threads();

    @AfterEach
    void restoreThreads() {
        Torch.threads(threadsBefore);
    }

    /** What a convolution and its backward pass yield. */
    private record Results(Tensor output, Tensor imageGradient, Tensor weightGradient) {

        List<Tensor> all() {
            return List.of(output, imageGradient, weightGradient);
        }
    }

    @ParameterizedTest(name = "{1} to {2} channels, kernel {4}, stride {5}, {6} groups")
    @CsvSource({
        // batch, in, out, side, kernel, stride, groups
        "2, 3, 8, 96, 3, 2, 1",
        "2, 8, 8, 24, 3, 1, 1",
        "2, 8, 16, 12, 3, 2, 1",
        "2, 24, 40, 12, 3, 1, 1",
        "2, 64, 33, 3, 1, 1, 1",
        "2, 32, 33, 12, 1, 1, 1",
        "2, 128, 20, 7, 1, 1, 1",
        "2, 32, 64, 14, 1, 2, 1",
        "2, 8, 16, 15, 1, 2, 1",
        "4, 3, 32, 64, 3, 2, 1",
        "4, 64, 64, 28, 3, 1, 1",
        "2, 3, 64, 64, 7, 2, 1",
        "2, 16, 16, 28, 3, 1, 16",
        "2, 72, 72, 28, 5, 2, 72",
    })
    void equalsFloat64(int batch, int in, int out, int side, int kernel, int stride, int groups) {
        Convolution convolution = new Convolution(stride, kernel / 2, groups);
        for (int threads = 1; threads <= 2; threads++) {
            Torch.threads(threads);
            try (RandomGenerator random = RandomGenerator.seeded(1, Device.CPU);
                    Scope scope = Scope.open()) {
                Tensor image = random.normal(0, 1, batch, in, side, side);
                Tensor weight = random.normal(0, 1, out, in / groups, kernel, kernel);
                Results exact = run(convolution, image, weight, DType.FLOAT64, DType.FLOAT32);
                for (Tensor format : List.of(image, image.channelsLast())) {
                    compare(run(convolution, format, weight, DType.FLOAT32, DType.FLOAT32), exact, 1e-5);
                    compare(run(convolution, format, weight, DType.FLOAT32, DType.BFLOAT16), exact, 2e-2);
                }
            }
        }
    }

    @ParameterizedTest(name = "{1} to {2} channels, kernel {4}, stride {5}, {6} groups")
    @CsvSource({
        // batch, in, out, side, kernel, stride, groups
        "1, 3, 8, 96, 3, 2, 1",
        "1, 24, 40, 12, 3, 1, 1",
        "2, 64, 33, 3, 3, 1, 1",
        "1, 128, 256, 7, 3, 1, 1",
        "2, 3, 64, 64, 7, 2, 1",
        "2, 32, 33, 12, 1, 1, 1",
        "2, 16, 16, 28, 3, 1, 16",
    })
    void aPackedWeightGivesTheSame(int batch, int in, int out, int side, int kernel, int stride, int groups) {
        Convolution convolution = new Convolution(stride, kernel / 2, groups);
        for (int threads = 1; threads <= 2; threads++) {
            Torch.threads(threads);
            try (RandomGenerator random = RandomGenerator.seeded(1, Device.CPU);
                    Scope scope = Scope.open();
                    NoGradient off = NoGradient.open()) {
                Tensor image = random.normal(0, 1, batch, in, side, side);
                Tensor weight = random.normal(0, 1, out, in / groups, kernel, kernel);
                Tensor bias = random.normal(0, 1, out);
                Tensor exact =
                        convolution.apply(image.to(DType.FLOAT64), weight.to(DType.FLOAT64), bias.to(DType.FLOAT64));
                for (Tensor format : List.of(image, image.channelsLast())) {
                    for (DType dtype : List.of(DType.FLOAT32, DType.BFLOAT16)) {
                        Tensor output = convolution.apply(
                                format.to(dtype), convolution.packed(weight.to(dtype)), bias.to(dtype));
                        assertThat(output.dtype()).isEqualTo(dtype);
                        double distance = output.to(DType.FLOAT64).minus(exact).norm();
                        assertThat(distance / exact.norm()).isLessThan(dtype == DType.FLOAT32 ? 1e-5 : 2e-2);
                    }
                }
            }
        }
    }

    private static Results run(Convolution convolution, Tensor image, Tensor weight, DType dtype, DType computed) {
        Tensor leaf = image.to(dtype).detach().requireGradient(true);
        Tensor kernel = weight.to(dtype).detach().requireGradient(true);
        leaf.clearGradient();
        kernel.clearGradient();
        Tensor output;
        try (Autocast cast = Autocast.open(Device.CPU, computed)) {
            output = convolution.apply(leaf, kernel, null);
        }
        Tensor wide = output.to(dtype);
        try (RandomGenerator random = RandomGenerator.seeded(2, Device.CPU)) {
            wide.times(random.normal(0, 1, wide.shape()).to(dtype)).sum().backward();
        }
        return new Results(
                wide.detach().copy(),
                Objects.requireNonNull(leaf.gradient()).copy(),
                Objects.requireNonNull(kernel.gradient()).copy());
    }

    /** The norm of the difference is small beside the norm of the exact values. */
    private static void compare(Results own, Results exact, double tolerance) {
        for (int i = 0; i < own.all().size(); i++) {
            Tensor expected = exact.all().get(i);
            double distance = own.all().get(i).to(DType.FLOAT64).minus(expected).norm();
            assertThat(distance / expected.norm()).isLessThan(tolerance);
        }
    }
}
