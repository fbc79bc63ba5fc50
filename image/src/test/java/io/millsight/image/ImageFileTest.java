package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {

    @TempDir
    private Path folder;

    @Test
    void copiesAPartAndRefusesOneThatReachesBeyond() {
        RgbImage image = noise(5, 4);

        RgbImage part = image.part(2, 1, new ImageSize(3, 2));

        assertThat(part.size()).isEqualTo(new ImageSize(3, 2));
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    assertThat(part.value(x, y, channel)).isEqualTo(image.value(x + 2, y + 1, channel));
                }
            }
        }
        assertThatThrownBy(() -> image.part(3, 1, new ImageSize(3, 2))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> image.part(2, -1, new ImageSize(3, 2))).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff"})
    void readsBackTheColoursOfFormatsWithoutLoss(String format) throws IOException {
        RgbImage image = noise(31, 17);

        RgbImage read = ImageFile.read(encode(image.toBufferedImage(), format), "memory");

        assertThat(read.size()).isEqualTo(image.size());
        assertThat(read.pixels()).isEqualTo(image.pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "gif"})
    void readsFormatsWithLoss(String format) throws IOException {
        RgbImage read = ImageFile.read(encode(flat(40, 24, 0x80).toBufferedImage(), format), "memory");

        assertThat(read.size()).isEqualTo(new ImageSize(40, 24));
        assertThat(read.value(20, 12, 1)).isBetween(0x7e, 0x82);
    }

    @Test
    void readsWebP() {
        // A lossless image of one red pixel.
        byte[] webp = Base64.getDecoder().decode("UklGRhwAAABXRUJQVlA4TA8AAAAvAAAAAAcQ/Y/+ByKi/wEA");

        RgbImage image = ImageFile.read(webp, "memory");

        assertThat(image.size()).isEqualTo(new ImageSize(1, 1));
    }

    @Test
    void repeatsGreyWithoutBrighteningIt() {
        BufferedImage grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int value = 0; value < 256; value++) {
            grey.getRaster().setSample(value, 0, 0, value);
        }

        RgbImage image = RgbImage.of(grey);

        for (int value = 0; value < 256; value++) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(image.value(value, 0, channel)).isEqualTo(value);
            }
        }
    }

    @Test
    void clipsGreyOfSixteenBits() throws IOException {
        BufferedImage deep = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
        int[] values = {0, 200, 256, 65535};
        deep.getRaster().setSamples(0, 0, 4, 1, 0, values);

        RgbImage image = ImageFile.read(encode(deep, "png"), "memory");

        assertThat(new int[] {image.value(0, 0, 0), image.value(1, 0, 1), image.value(2, 0, 2), image.value(3, 0, 0)})
                .containsExactly(0, 200, 255, 255);
    }

    @Test
    void dropsAlphaWithoutCompositing() {
        BufferedImage transparent = new BufferedImage(1, 1, BufferedImage.TYPE_4BYTE_ABGR);
        transparent.setRGB(0, 0, 0x00c86432);

        assertThat(RgbImage.of(transparent).pixels()).containsExactly(0xc8, 0x64, 0x32);
    }

    @Test
    void looksUpPalettesAndBits() throws IOException {
        byte[] palette = {0, (byte) 10, (byte) 200, (byte) 255};
        BufferedImage indexed = new BufferedImage(
                4, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 4, palette, palette, new byte[4]));
        WritableRaster raster = indexed.getRaster();
        for (int x = 0; x < 4; x++) {
            raster.setSample(x, 0, 0, x);
        }
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.getRaster().setSample(1, 0, 0, 1);

        assertThat(ImageFile.read(encode(indexed, "png"), "memory").pixels())
                .containsExactly(0, 0, 0, 10, 10, 0, 200, 200, 0, 255, 255, 0);
        assertThat(ImageFile.read(encode(bits, "png"), "memory").pixels()).containsExactly(0, 0, 0, 255, 255, 255);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 1, 0", "3, 1, 1", "4, 0, 1", "5, 0, 0", "6, 1, 0", "7, 1, 1", "8, 0, 1"})
    void turnsPhotographsUpright(int orientation, int column, int row) throws IOException {
        // dark, with a bright corner at the top left as stored
        BufferedImage stored = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                stored.setRGB(x, y, 0xffffff);
            }
        }
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            Path file = Files.write(folder.resolve("photo.jpg"), withExif(encode(stored, "jpeg"), orientation, order));

            RgbImage image = ImageFile.read(file);

            assertThat(image.size()).isEqualTo(orientation < 5 ? new ImageSize(64, 32) : new ImageSize(32, 64));
            assertThat(ImageFile.size(file)).isEqualTo(image.size());
            int x = column * (image.width() - 1);
            int y = row * (image.height() - 1);
            assertThat(image.value(x, y, 0)).isGreaterThan(200);
            assertThat(image.value(image.width() - 1 - x, y, 0)).isLessThan(50);
            assertThat(image.value(x, image.height() - 1 - y, 0)).isLessThan(50);
        }
    }

    @Test
    void readsTheSizeOfAFileWhosePixelsAreMissing() throws IOException {
        byte[] png = encode(noise(200, 100).toBufferedImage(), "png");
        Path file = Files.write(folder.resolve("half.png"), Arrays.copyOf(png, png.length / 2));

        assertThat(ImageFile.size(file)).isEqualTo(new ImageSize(200, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpeg", "bmp", "gif", "tiff"})
    void refusesATruncatedFile(String format) throws IOException {
        byte[] bytes = encode(noise(200, 100).toBufferedImage(), format);
        Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> ImageFile.read(file))
                .isInstanceOf(InvalidImageException.class)
                .hasMessageStartingWith(file + ": the image cannot be decoded: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesWhatIsNoImageWhateverItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("text.png"), "This is not an image.");

        for (ThrowingCallable read : new ThrowingCallable[] {() -> ImageFile.read(file), () -> ImageFile.size(file)}) {
            assertThatThrownBy(read)
                    .isInstanceOf(InvalidImageException.class)
                    .hasMessage(
                            file + ": not an image that can be read; give a PNG, JPEG, BMP, GIF, TIFF or WebP file");
        }
    }

    @Test
    void refusesAHugeImageBeforeDecodingIt() throws IOException {
        byte[] png = encode(flat(10, 10, 0).toBufferedImage(), "png");
        ByteBuffer.wrap(png).putInt(16, 20000).putInt(20, 20000);

        assertThatThrownBy(() -> ImageFile.read(png, "bomb.png"))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("bomb.png: 20000x20000 pixels are more than the 100000000 that are allowed; scale it down");
    }

    @Test
    void refusesAHugeFileUnread() throws IOException {
        Path file = folder.resolve("huge.png");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(ImageFile.MAX_BYTES + 1);
        }

        assertThatThrownBy(() -> ImageFile.read(file))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage(file + ": 536870913 bytes are more than the 536870912 that are allowed for an image file");
    }

    @Test
    void namesAFileThatIsNotThere() {
        Path file = folder.resolve("missing.png");

        assertThatThrownBy(() -> ImageFile.read(file))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage(file + ": there is no such file");
    }

    @Test
    void writesAPngThatReadsBack() throws IOException {
        RgbImage image = noise(12, 34);
        Path file = folder.resolve("out.png");

        ImageFile.writePng(image, file);

        assertThat(ImageFile.read(file).pixels()).isEqualTo(image.pixels());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        new Random(7).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage flat(int width, int height, int value) {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) value);
        return new RgbImage(width, height, pixels);
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    /** Puts an Exif segment with nothing but an orientation behind the start marker. */
    private static byte[] withExif(byte[] jpeg, int orientation, ByteOrder order) {
        ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
        tiff.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
        tiff.putShort((short) 42).putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + 10 + tiff.capacity());
        file.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (8 + tiff.capacity()));
        file.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff.array())
                .put(jpeg, 2, jpeg.length - 2);
        return file.array();
    }
}
