package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a heap that is too small for an image, in a separate Java process. */
class SmallHeapTest {

    private static final int BLOCK = 1 << 16;

    @TempDir
    private Path folder;

    /** Reads the images of the command line. For the last one, most of the heap is occupied. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] files) {
            System.out.println(read(files[0]));
            byte[][] taken = new byte[300][];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = new byte[BLOCK];
            }
            System.out.println(read(files[1]) + " beside " + taken.length);
        }

        private static String read(String file) {
            try {
                return ImageFile.read(Path.of(file)).size().toString();
            } catch (InvalidImageException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @Test
    void namesTheImageForWhichTheHeapIsTooSmall() throws IOException, InterruptedException {
        Path huge = png(3000, 2000);
        Path large = png(1600, 1200);
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        huge.toString(),
                        large.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(java.waitFor()).as(said).isZero();
        List<String> lines = said.lines().toList();
        assertThat(lines.get(lines.size() - 2))
                .isEqualTo(huge + ": 3000x2000 pixels need more memory than the Java heap of 0.03 GB has;"
                        + " cut it into pieces or give Java more (-Xmx)");
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo(large + ": the image needs more memory than the Java heap of 0.03 GB has;"
                        + " cut it into pieces or give Java more (-Xmx) beside 300");
    }

    private Path png(int width, int height) throws IOException {
        Path file = folder.resolve(width + ".png");
        try (var out = Files.newOutputStream(file)) {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR), "png", out);
        }
        return file;
    }
}
