package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.junit.jupiter.api.Test;

class ZeroPaddedInputTest {

    /**
     * Lossless WebP of 2000x2000 pixels with the grey value 130. No pixel takes a bit, so the decoder reads beyond the
     * end of the file.
     */
    private static final byte[] ONE_GREY =
            Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvz8fzAQdQwQpWsP+BiOh/AAA=");

    @Test
    void aFewZerosFollowTheEnd() throws IOException {
        ZeroPaddedInput input =
                new ZeroPaddedInput(new MemoryCacheImageInputStream(new ByteArrayInputStream(new byte[] {5, 6})));
        byte[] bytes = new byte[66];
        input.readFully(bytes);
        assertThat(bytes).startsWith(5, 6, 0).endsWith(0);
        assertThatThrownBy(input::read).isInstanceOf(IOException.class).hasCauseInstanceOf(EOFException.class);
        input.seek(1);
        assertThat(input.read()).isEqualTo(6);
    }

    @Test
    void aPictureOfOneGreyIsRead() {
        RgbImage image = ImageFile.read(ONE_GREY, "grey.webp");
        assertThat(image.size()).isEqualTo(new ImageSize(2000, 2000));
        assertThat(image.pixels()[0]).isEqualTo((byte) 130);
        assertThat(image.pixels()[image.pixels().length - 1]).isEqualTo((byte) 130);
    }

    @Test
    void aPictureThatIsCutOffEndsAtOnce() {
        byte[] cut = ONE_GREY.clone();
        Arrays.fill(cut, 26, cut.length, (byte) 0x5a);
        assertThatThrownBy(() -> ImageFile.read(cut, "cut.webp")).isInstanceOf(InvalidImageException.class);
    }
}
