package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples of more and of less than eight bits. Expected values are round(v * 255 / (2^bits - 1)). */
class SampleDepthTest {

    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;

    @ParameterizedTest
    @CsvSource({
        "255, 100, 100",
        "256, 100, 25",
        "1023, 512, 128",
        "1024, 512, 32",
        "4095, 2000, 125",
        "4096, 2000, 31",
        "16383, 9000, 140",
        "16384, 9000, 35",
        "65535, 30000, 117",
        "65535, 200, 1",
    })
    void scalesGreyByTheSmallestUsualDepthThatHoldsItsLargestValue(int largest, int value, int expected) {
        byte[] png =
                new PngBytes(3, 1, 16, PngBytes.GREY).deep(1, 0, value, largest).end();
        byte[] tiff = new TiffBytes(3, 1, LITTLE).with(TiffBytes.BITS, 16).of(0, value, largest);
        byte[] bigEndian = new TiffBytes(3, 1, BIG).with(TiffBytes.BITS, 16).of(0, value, largest);

        for (byte[] file : new byte[][] {png, tiff, bigEndian}) {
            assertThat(reds(file)[1]).isEqualTo(expected);
        }
    }

    @Test
    void believesTheSignificantBitsThatAFileStates() {
        byte[] png = new PngBytes(3, 1, 16, PngBytes.GREY)
                .chunk("sBIT", (byte) 12)
                .deep(1, 0, 100, 500)
                .end();
        byte[] tiff = new TiffBytes(3, 1, LITTLE)
                .with(TiffBytes.BITS, 16)
                .with(TiffBytes.LARGEST, 4095)
                .of(0, 100, 500);
        byte[] nine = new PngBytes(3, 1, 16, PngBytes.GREY)
                .chunk("sBIT", (byte) 9)
                .deep(1, 0, 100, 500)
                .end();

        assertThat(reds(png)).containsExactly(0, 6, 31);
        assertThat(reds(tiff)).containsExactly(0, 6, 31);
        assertThat(reds(nine)).containsExactly(0, 50, 250);
    }

    @ParameterizedTest
    @ValueSource(ints = {DataBuffer.TYPE_INT, DataBuffer.TYPE_SHORT, DataBuffer.TYPE_FLOAT, DataBuffer.TYPE_DOUBLE})
    void refusesSamplesThatAreNotUnsignedAndOfAtMost16Bits(int sampleType) {
        ColorModel grey = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, sampleType);
        BufferedImage image = new BufferedImage(grey, grey.createCompatibleWritableRaster(2, 2), false, null);

        assertThatThrownBy(() -> RgbImage.of(image))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("an image with samples of more than 16 bits, or with signed or floating-point samples,"
                        + " is not read; save it with samples of 8 or 16 bits");
    }

    /** The PNG specification allows significant bits that are shifted to the top of the sample. */
    @Test
    void takesTheWholeRangeWhereAValueIsAboveTheStatedBits() {
        byte[] png = new PngBytes(3, 1, 16, PngBytes.GREY)
                .chunk("sBIT", (byte) 12)
                .deep(1, 0, 0x8000, 0xfff0)
                .end();

        assertThat(reds(png)).containsExactly(0, 128, 255);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 512, 1000, 128, 249",
        "12, 2000, 4000, 125, 249",
        "14, 9000, 16000, 140, 249",
        "4, 8, 15, 136, 255",
        "2, 1, 2, 85, 170"
    })
    void unpacksSamplesOfOtherDepths(int bits, int value, int other, int expected, int expectedOther) {
        byte[] tiff = new TiffBytes(3, 2, BIG).with(TiffBytes.BITS, bits).of(0, value, other, other, value, 0);

        assertThat(reds(tiff)).containsExactly(0, expected, expectedOther, expectedOther, expected, 0);
    }

    @Test
    void countsFromWhiteWhereTheFileDoes() {
        assertThat(reds(whiteIsZero(8).of(0, 55, 255))).containsExactly(255, 200, 0);
        assertThat(reds(whiteIsZero(12).of(0, 2000, 4095))).containsExactly(255, 130, 0);
        assertThat(reds(whiteIsZero(16).of(0, 2000, 4095))).containsExactly(255, 130, 0);
        assertThat(reds(whiteIsZero(16).of(0, 30000, 65535))).containsExactly(255, 138, 0);
    }

    @Test
    void dropsTheAlphaOfDeepGrey() {
        byte[] png = new PngBytes(2, 1, 16, PngBytes.GREY_ALPHA)
                .deep(1, 2000, 65535, 4095, 0)
                .end();

        assertThat(reds(png)).containsExactly(125, 255);
    }

    @Test
    void keepsTheUpperByteOfColoursThatUseAllSixteenBits() {
        byte[] png = new PngBytes(1, 1, 16, PngBytes.RGB)
                .deep(1, 0xffff, 0x80ff, 0x0100)
                .end();

        assertThat(ImageFile.read(png, "memory").pixels()).containsExactly(0xff, 0x80, 0x01);
    }

    @Test
    void scalesColoursThatUseFewerBits() {
        byte[] png = new PngBytes(1, 1, 16, PngBytes.RGB).deep(1, 4095, 2000, 0).end();
        byte[] tiff = new TiffBytes(1, 1, LITTLE)
                .with(TiffBytes.BITS, 16, 16, 16)
                .with(TiffBytes.PHOTOMETRIC, 2)
                .with(TiffBytes.SAMPLES, 3)
                .of(4095, 2000, 0);

        assertThat(ImageFile.read(png, "memory").pixels()).containsExactly(255, 125, 0);
        assertThat(ImageFile.read(tiff, "memory").pixels()).containsExactly(255, 125, 0);
    }

    @Test
    void leavesEightBitsAloneWhateverTheFileStates() {
        byte[] png = new PngBytes(3, 1, 8, PngBytes.GREY)
                .chunk("sBIT", (byte) 4)
                .chunk("gAMA", (byte) 0, (byte) 1, (byte) 0x86, (byte) 0xa0)
                .bytes(1, 0, 7, 99)
                .end();

        assertThat(reds(png)).containsExactly(0, 7, 99);
    }

    private static TiffBytes whiteIsZero(int bits) {
        return new TiffBytes(3, 1, LITTLE).with(TiffBytes.BITS, bits).with(TiffBytes.PHOTOMETRIC, 0);
    }

    private static int[] reds(byte[] file) {
        RgbImage image = ImageFile.read(file, "memory");
        int[] reds = new int[image.width() * image.height()];
        for (int i = 0; i < reds.length; i++) {
            reds[i] = image.value(i % image.width(), i / image.width(), 0);
        }
        return reds;
    }
}
