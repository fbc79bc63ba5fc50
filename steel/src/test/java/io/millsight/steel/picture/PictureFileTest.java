package io.millsight.steel.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.steel.InputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {

    private static final BufferedImage PICTURE = picture();

    @TempDir
    private Path folder;

    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(3, 2, 0xff8000);
        return picture;
    }

    @Test
    void writesWhatAnyProgramReads() throws IOException {
        Path file = folder.resolve("drawn.png");
        PictureFile.write(PICTURE, file);
        assertThat(ImageFile.read(file).pixels()).isEqualTo(RgbImage.of(PICTURE).pixels());
    }

    @Test
    void replacesAPictureOfItsOwn() throws IOException {
        Path file = folder.resolve("drawn.png");
        PictureFile.requireReplaceable(file); // nothing is there
        PictureFile.write(PICTURE, file);
        PictureFile.requireReplaceable(file);
        assertThat(PictureFile.isDrawn(file)).isTrue();
    }

    @Test
    void doesNotReplaceWhatSomebodyElseMade() throws IOException {
        Path photograph = folder.resolve("photograph.png");
        ImageFile.writePng(RgbImage.of(PICTURE), photograph);
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        Path empty = Files.createFile(folder.resolve("empty.png"));
        Path below = Files.createDirectory(folder.resolve("folder.png"));
        for (Path file : new Path[] {photograph, text, empty, below}) {
            assertThatThrownBy(() -> PictureFile.requireReplaceable(file))
                    .isInstanceOf(InputException.class)
                    .hasMessage(file + ": is already there, and this program did not draw it, so it is not replaced;"
                            + " move it away or write somewhere else");
        }
    }
}
