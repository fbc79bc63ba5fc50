package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
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
    void knowsFormatAndSizeOfAnImageInMemory() {
        byte[] png = PngEncoder.encode(new RgbImage(2, 3, new byte[18]).toBufferedImage());

        assertThat(ImageFile.format(png)).contains("png");
        assertThat(ImageFile.header(png, "upload").size()).isEqualTo(new ImageSize(2, 3));
        assertThat(ImageFile.format("%PDF-1.7".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(ImageFile.format(new byte[0])).isEmpty();
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
        // dark, with a bright top left corner in the stored image
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
            sparse.setLength(ImageLimits.MAX_BYTES + 1);
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
                .hasMessage(file + ": there is no such file or folder");
    }

    @Test
    void readsInksByTheFormulaOfPillow() throws IOException {
        byte[] jpeg = resource("cmyk.jpg");
        byte[] luminance = jpeg.clone();
        luminance[new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("Adobe") + 11] = 2; // the transform YCCK
        byte[] tiff = new TiffBytes(4, 1, ByteOrder.LITTLE_ENDIAN)
                .with(TiffBytes.BITS, 8, 8, 8, 8)
                .with(TiffBytes.PHOTOMETRIC, 5)
                .with(TiffBytes.SAMPLES, 4)
                .of(0, 0, 0, 0, 255, 0, 0, 0, 10, 120, 200, 60, 0, 0, 0, 255);

        assertThat(pixels(ImageFile.read(jpeg, "memory"), 0, 0, 5, 3, 15, 7, 12, 1))
                .containsExactly(255, 255, 255, 135, 127, 135, 7, 20, 16, 58, 207, 115);
        assertThat(pixels(ImageFile.read(luminance, "memory"), 0, 0, 5, 3, 15, 7, 12, 1))
                .containsExactly(0, 134, 0, 10, 98, 11, 115, 65, 115, 181, 206, 18);
        assertThat(pixels(ImageFile.read(tiff, "memory"), 0, 0, 1, 0, 2, 0, 3, 0))
                .containsExactly(255, 255, 255, 0, 255, 255, 187, 103, 42, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "339 | 3 | a TIFF of floating-point samples (float) is not read",
                "339 | 2 | a TIFF of signed samples is not read",
                "339 | 6 | a TIFF of complex samples is not read",
                "258 | 32 | a TIFF of samples of 32 bits is not read",
                "258 | 6 | a TIFF of samples of 6 bits is not read",
                "277 | 9 | a TIFF of 9 samples a pixel is not read",
                "262 | 8 | a TIFF of Lab colours is not read",
                "262 | 32803 | a TIFF of raw sensor colours is not read",
            })
    void callsAKindOfTiffThatIsNotReadByItsName(int tag, int value, String expected) {
        byte[] tiff = new TiffBytes(4, 1, ByteOrder.BIG_ENDIAN).with(tag, value).of(1, 2, 3, 4);

        assertThatThrownBy(() -> ImageFile.read(tiff, "a.tif"))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("a.tif: " + expected + "; save it as unsigned grey or RGB of 8 or 16 bits");
    }

    @Test
    void refusesATiffThatClaimsMoreThanItHolds() {
        byte[] tiff = new TiffBytes(4, 1, ByteOrder.LITTLE_ENDIAN)
                .with(TiffBytes.EXTRA_SAMPLES, 0)
                .of(1, 2, 3, 4);
        ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        for (int entry = 10; entry < 10 + 12 * bytes.getShort(8); entry += 12) {
            bytes.putInt(entry + 4, 0x7fffffff);
        }
        Path file = folder.resolve("claims.tif");

        assertThatThrownBy(() -> ImageFile.read(Files.write(file, tiff)))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage(file + ": the image cannot be decoded: the file is damaged"
                        + " (it claims more values than the file has bytes)");
    }

    @Test
    void callsAFormatThatIsNotReadByItsName() {
        Map<String, String> titles = Map.of(
                "II+\0\b\0", "BigTIFF",
                "MM\0+\0\b", "BigTIFF",
                "\0\0\0\fjP  \r\n", "JPEG 2000",
                "\0\0\0 ftypheic", "HEIF",
                "\0\0\0 ftypavif", "AVIF",
                "%PDF-1.7", "PDF");
        titles.forEach((start, title) -> assertThatThrownBy(
                        () -> ImageFile.read(start.getBytes(StandardCharsets.ISO_8859_1), "a.tif"))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("a.tif: is in the format " + title + ", which is not read; save it as PNG or TIFF"));
    }

    @Test
    void saysThatAFileIsEmpty() throws IOException {
        Path file = Files.createFile(folder.resolve("empty.jpg"));

        for (ThrowingCallable read : new ThrowingCallable[] {() -> ImageFile.read(file), () -> ImageFile.size(file)}) {
            assertThatThrownBy(read)
                    .isInstanceOf(InvalidImageException.class)
                    .hasMessage(file + ": is empty; give a PNG, JPEG, BMP, GIF, TIFF or WebP file");
        }
    }

    @Test
    void refusesWhatIsNoRegularFile() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("folder.png"));
        assertThatThrownBy(() -> ImageFile.read(directory))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage(directory + ": is a folder");

        assumeTrue(Files.exists(Path.of("/dev/zero")));
        Path device = Files.createSymbolicLink(folder.resolve("zero.png"), Path.of("/dev/zero"));
        for (ThrowingCallable read :
                new ThrowingCallable[] {() -> ImageFile.read(device), () -> ImageFile.size(device)}) {
            assertThatThrownBy(read)
                    .isInstanceOf(InvalidImageException.class)
                    .hasMessage(device + ": is not a regular file");
        }
        Files.delete(device);
    }

    @Test
    void refusesAJpegThatRepeatsItsScans() throws IOException {
        byte[] jpeg = encode(noise(64, 64).toBufferedImage(), "jpeg");
        int scan = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00da");
        ByteArrayOutputStream repeated = new ByteArrayOutputStream();
        repeated.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < 2000; i++) {
            repeated.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        repeated.write(jpeg, jpeg.length - 2, 2);

        assertThatThrownBy(() -> ImageFile.read(repeated.toByteArray(), "repeated.jpg"))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("repeated.jpg: a JPEG of 64x64 pixels in more than 100 scans is not read,"
                        + " because decoding takes too long; save it as PNG");
    }

    @Test
    void allowsAHugeJpegFewerScans() throws IOException {
        byte[] jpeg = encode(flat(64, 64, 9).toBufferedImage(), "jpeg");
        try (ImageInputStream file = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
            JpegScans.requireFew(file, new ImageSize(10_000, 10_000));
            ImageSize beyond = new ImageSize(50_000, 50_000);
            assertThatThrownBy(() -> JpegScans.requireFew(file, beyond))
                    .hasMessage("a JPEG of 50000x50000 pixels in more than 0 scans is not read,"
                            + " because decoding takes too long; save it as PNG");
        }
    }

    @Test
    void saysInWordsWhatADecoderCallsANumber() throws IOException {
        byte[] bmp = encode(noise(20, 10).toBufferedImage(), "bmp");
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(10, -78); // where the pixels begin

        assertThatThrownBy(() -> ImageFile.read(bmp, "a.bmp"))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("a.bmp: the image cannot be decoded: the file is damaged");
    }

    @Test
    void knowsAnImageByItsNameWhateverElseIsInIt() {
        assertThat(ImageFile.hasImageName(Path.of("two\nlines.PNG"))).isTrue();
        assertThat(ImageFile.hasImageName(Path.of(".png"))).isFalse();
        assertThat(ImageFile.hasImageName(Path.of("a.png.txt"))).isFalse();
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

    /** Returns the colours at positions, given as column and row. */
    private static int[] pixels(RgbImage image, int... places) {
        int[] values = new int[places.length / 2 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.value(places[i / 3 * 2], places[i / 3 * 2 + 1], i % 3);
        }
        return values;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ImageFileTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
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

    /** Inserts an Exif segment with an orientation after the start marker. */
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
