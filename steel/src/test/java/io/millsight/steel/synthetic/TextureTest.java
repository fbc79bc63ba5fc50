package io.millsight.steel.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class TextureTest {

    private static final int SIDE = 400;

    private final Texture texture = new Texture(4, 8, SIDE, SIDE, new SplittableRandom(3));

    @Test
    void variesByAboutOneOnItsLatticeAndLessInBetween() {
        double onLattice = deviation((x, y) -> texture.at(4 * x, 8 * y));
        double anywhere = deviation(texture::at);

        assertThat(onLattice).isCloseTo(1, within(0.05));
        assertThat(anywhere).isBetween(0.6, 0.9);
    }

    @Test
    void variesAsMuchWhenTurned() {
        assertThat(deviation(texture::turnedAt)).isCloseTo(deviation(texture::at), within(0.12));
    }

    @Test
    void changesLittleFromOnePixelToTheNextAndGoesOnBeyondItsSize() {
        for (int x = -2 * SIDE; x < 2 * SIDE; x++) {
            assertThat(texture.at(x + 0.1, 7)).isCloseTo(texture.at(x, 7), within(0.3));
            assertThat(texture.turnedAt(x + 0.1, -3)).isCloseTo(texture.turnedAt(x, -3), within(0.3));
        }
    }

    @Test
    void isTheSameFromTheSameSeed() {
        Texture again = new Texture(4, 8, SIDE, SIDE, new SplittableRandom(3));

        assertThat(again.at(12.3, 45.6)).isEqualTo(texture.at(12.3, 45.6));
    }

    private static double deviation(DoubleBinaryOperator values) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int y = 0; y < SIDE / 8; y++) {
            for (int x = 0; x < SIDE / 4; x++, count++) {
                double value = values.applyAsDouble(x, y);
                sum += value;
                squares += value * value;
            }
        }
        double mean = sum / count;
        return Math.sqrt(squares / count - mean * mean);
    }
}
