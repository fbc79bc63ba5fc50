package io.millsight.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "999, 999 bytes", "1000, 1.00 kB", "7509245952, 7.51 GB", "5000000000000000, '5,000 TB'"})
    void bytesComeInTheUnitThatFits(long bytes, String text) {
        assertThat(Quantity.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.3384, 0.338", "1, 1.00", "9.999, 10.0", "33.84, 33.8", "99.96, 100", "3384, '3,384'"})
    void figuresHaveThreeDigits(double value, String text) {
        assertThat(Quantity.threeDigits(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"400, 0:00", "7000, 0:07", "750000, 12:30", "3723000, 1:02:03"})
    void timesReadAsOnAClock(long milliseconds, String text) {
        assertThat(Quantity.time(Duration.ofMillis(milliseconds))).isEqualTo(text);
    }
}
