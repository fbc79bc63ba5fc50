package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads randomly damaged small images of all formats. Each file yields an image or a message that names the file, in
 * limited time and memory.
 */
class ImageFuzzTest {

    private static final int SEED = 20;
    private static final Duration WHOLE = Duration.ofSeconds(4);
    private static final Duration EACH = Duration.ofSeconds(20);
    private static final long MAX_BYTES = 1_300_000_000;

    @TempDir
    private Path folder;

    @Test
    void readsOrRefusesWhateverAFileHolds() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<String, byte[]> images = images();
        Random random = new Random(SEED);
        long end = System.nanoTime() + WHOLE.toNanos();
        while (System.nanoTime() < end) {
            for (Map.Entry<String, byte[]> image : images.entrySet()) {
                Path file = Files.write(folder.resolve(image.getKey()), damaged(image.getValue(), random));
                long began = System.nanoTime();
                long allocated = threads.getCurrentThreadAllocatedBytes();
                try {
                    ImageSize size = ImageFile.size(file);
                    assertThat(ImageFile.read(file).size()).isEqualTo(size);
                } catch (InvalidImageException e) {
                    assertThat(e).hasMessageStartingWith(file + ": ").hasMessageNotContainingAny("\n", "\t");
                }
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(EACH);
                assertThat(threads.getCurrentThreadAllocatedBytes() - allocated).isLessThan(MAX_BYTES);
            }
        }
    }

    /** Damages mostly the first bytes, because they determine the meaning of the others. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(random.nextInt(3) == 0 ? bytes.length : Math.min(bytes.length, 200));
            int end = Math.min(bytes.length, at + 1 + random.nextInt(4));
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> Arrays.fill(bytes, at, end, (byte) (random.nextBoolean() ? 0xff : 0x7f));
                case 3 -> Arrays.fill(bytes, at, end, (byte) 0);
                default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
            }
        }
        return bytes;
    }

    private static Map<String, byte[]> images() throws IOException {
        int[] grey = new Random(SEED).ints(48, 0, 256).toArray();
        Map<String, byte[]> images = new LinkedHashMap<>();
        BufferedImage drawn = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24 * 16; i++) {
            drawn.setRGB(i % 24, i / 24, i * 77_777);
        }
        for (String format : new String[] {"png", "jpeg", "bmp", "gif", "tiff"}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(drawn, format, bytes);
            images.put("drawn." + format, bytes.toByteArray());
        }
        images.put(
                "deep.png", new PngBytes(8, 6, 16, PngBytes.GREY).deep(6, grey).end());
        images.put("pages.tif", new TiffBytes(8, 6, ByteOrder.LITTLE_ENDIAN).of(3, grey));
        images.put(
                "packed.tif",
                new TiffBytes(8, 6, ByteOrder.BIG_ENDIAN)
                        .with(TiffBytes.BITS, 12)
                        .of(grey));
        for (String name : new String[] {"cmyk.jpg", "animated.webp"}) {
            try (InputStream in = ImageFuzzTest.class.getResourceAsStream(name)) {
                images.put(name, Objects.requireNonNull(in).readAllBytes());
            }
        }
        return images;
    }
}
