package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the orientation and the number of images in a file. */
class ImageHeaderTest {

    /** Dark lossless image of 8x4 pixels with two bright pixels at the top left. */
    private static final byte[] WEBP =
            Base64.getDecoder().decode("UklGRioAAABXRUJQVlA4TB0AAAAvB8AAAA9wEviTwJ8Efv7jAQoBBED8nRuNiP4HPwA=");

    private static final int[] DARK_WITH_A_BRIGHT_CORNER = new int[32];

    static {
        DARK_WITH_A_BRIGHT_CORNER[0] = 240;
        DARK_WITH_A_BRIGHT_CORNER[1] = 240;
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 1, 0", "3, 1, 1", "4, 0, 1", "5, 0, 0", "6, 1, 0", "7, 1, 1", "8, 0, 1"})
    void turnsThePicturesOfEveryFormatUpright(int orientation, int column, int row) throws IOException {
        byte[] tiff = new TiffBytes(8, 4, ByteOrder.BIG_ENDIAN)
                .with(TiffBytes.ORIENTATION, orientation)
                .of(DARK_WITH_A_BRIGHT_CORNER);
        byte[] png = new PngBytes(8, 4, 8, PngBytes.GREY)
                .chunk("eXIf", exif(orientation))
                .bytes(4, DARK_WITH_A_BRIGHT_CORNER)
                .end();
        byte[] pngWithExifBehind = new PngBytes(8, 4, 8, PngBytes.GREY)
                .bytes(4, DARK_WITH_A_BRIGHT_CORNER)
                .chunk("eXIf", exif(orientation))
                .end();
        byte[] signed = ByteBuffer.allocate(6 + exif(orientation).length)
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(exif(orientation))
                .array();
        for (byte[] bytes : new byte[][] {tiff, png, pngWithExifBehind, webp(exif(orientation)), webp(signed)}) {
            Path file = Files.write(folder.resolve("image"), bytes);

            RgbImage image = ImageFile.read(file);
            ImageHeader header = ImageFile.header(file);

            assertThat(image.size()).isEqualTo(orientation < 5 ? new ImageSize(8, 4) : new ImageSize(4, 8));
            assertThat(header).isEqualTo(new ImageHeader(image.size(), new ImageSize(8, 4), orientation > 1, 1));
            assertThat(ImageFile.size(file)).isEqualTo(image.size());
            int x = column * (image.width() - 1);
            int y = row * (image.height() - 1);
            assertThat(image.value(x, y, 0)).isEqualTo(240);
            assertThat(image.value(image.width() - 1 - x, y, 0)).isLessThan(50);
            assertThat(image.value(x, image.height() - 1 - y, 0)).isLessThan(50);
        }
    }

    @Test
    void takesAPictureWithABrokenOrientationAsItIs() {
        byte[] exif = exif(6);
        for (int i = 0; i < exif.length; i++) {
            byte[] broken = Arrays.copyOf(exif, i);
            byte[] png = new PngBytes(8, 4, 8, PngBytes.GREY)
                    .chunk("eXIf", broken)
                    .bytes(4, DARK_WITH_A_BRIGHT_CORNER)
                    .end();

            assertThat(ImageFile.read(png, "memory").width()).isIn(4, 8);
        }
        assertThat(ImageFile.read(webp(exif(9)), "memory").size()).isEqualTo(new ImageSize(8, 4));
    }

    @Test
    void countsThePagesAndFramesOfWhichOnlyTheFirstIsRead() throws IOException {
        byte[] tiff = new TiffBytes(8, 4, ByteOrder.LITTLE_ENDIAN).of(3, DARK_WITH_A_BRIGHT_CORNER);
        byte[] png = new PngBytes(8, 4, 8, PngBytes.GREY)
                .chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0})
                .bytes(4, DARK_WITH_A_BRIGHT_CORNER)
                .chunk("fcTL", new byte[26])
                .end();

        assertThat(pictures(tiff)).isEqualTo(3);
        assertThat(pictures(gif(4))).isEqualTo(4);
        assertThat(pictures(resource("animated.webp"))).isEqualTo(3);
        assertThat(pictures(png)).isEqualTo(3); // the default image and an animation of two frames
    }

    @Test
    void doesNotTakeAPreviewForAPage() throws IOException {
        byte[] tiff = new TiffBytes(8, 4, ByteOrder.LITTLE_ENDIAN)
                .with(TiffBytes.SUBFILE_TYPE, 1)
                .of(2, DARK_WITH_A_BRIGHT_CORNER);

        assertThat(pictures(tiff)).isEqualTo(1);
    }

    @Test
    void endsWhereDirectoriesGoInACircle() throws IOException {
        byte[] tiff = new TiffBytes(8, 4, ByteOrder.LITTLE_ENDIAN).of(DARK_WITH_A_BRIGHT_CORNER);
        int entries = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
        ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).putInt(10 + 12 * entries, 8);

        assertThat(pictures(tiff)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 17})
    void saysHowManyPicturesAreNotUsed(int frames) throws IOException {
        Path file = Files.write(folder.resolve("animation.gif"), gif(frames));

        assertThat(ImageFile.header(file).notices())
                .containsExactly("the file has " + frames + " pages or frames, of which only the first is used");
    }

    @Test
    void saysNothingOfAUsualPicture() throws IOException {
        assertThat(ImageFile.header(Files.write(folder.resolve("one.gif"), gif(1)))
                        .notices())
                .isEmpty();
    }

    private int pictures(byte[] bytes) throws IOException {
        return ImageFile.header(Files.write(folder.resolve("image"), bytes)).pictures();
    }

    private static byte[] gif(int frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames; i++) {
                writer.writeToSequence(
                        new IIOImage(new BufferedImage(8, 4, BufferedImage.TYPE_BYTE_INDEXED), null, null), null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** Puts the lossless image into a container with an Exif chunk. */
    private static byte[] webp(byte[] exif) {
        int picture = WEBP.length - 12;
        int padded = exif.length + exif.length % 2;
        ByteBuffer file = ByteBuffer.allocate(12 + 18 + picture + 8 + padded).order(ByteOrder.LITTLE_ENDIAN);
        file.put(WEBP, 0, 12).putInt(4, file.capacity() - 8);
        file.put("VP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(0x08);
        file.put(new byte[] {7, 0, 0, 3, 0, 0});
        file.put(WEBP, 12, picture);
        file.put("EXIF".getBytes(StandardCharsets.US_ASCII)).putInt(exif.length).put(exif);
        return file.array();
    }

    /** Returns a TIFF structure with an orientation only. */
    private static byte[] exif(int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(26);
        tiff.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 1);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return tiff.array();
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ImageHeaderTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
