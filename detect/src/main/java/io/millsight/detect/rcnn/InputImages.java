package io.millsight.detect.rcnn;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.ImageOperators;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Images in the form in which the network takes them.
 *
 * @param values {@code [B, 3, H, W]}, sides multiples of 32; colours are normalised, and zeros follow to the right of an image and below it
 * @param sizes of the images without the zeros
 */
record InputImages(Tensor values, List<ImageSize> sizes) {

    private static final int STRIDE = 32;

    /** Mean and deviation of the colours of ImageNet, which all published weights expect. */
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};

    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

    /** Resizes images to the size at which the network sees them. */
    static InputImages of(List<RgbImage> images, ImageScale scale, Device device) {
        List<Tensor> resized = new ArrayList<>();
        List<ImageSize> sizes = new ArrayList<>();
        for (RgbImage image : images) {
            ImageSize size = scale.of(image.size());
            resized.add(ImageOperators.resizeBilinear(pixels(image).to(device), size.height(), size.width()));
            sizes.add(size);
        }
        InputImages input = padded(resized, sizes, device);
        return new InputImages(input.values.channelsLast(), input.sizes);
    }

    /**
     * Normalises images of a batch. They keep their memory format.
     *
     * @param images {@code [B, 3, H, W]} from 0 to 1
     * @param sizes of the images in the top left corners
     */
    static InputImages of(Tensor images, List<ImageSize> sizes) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            ImageSize size = sizes.get(i);
            parts.add(part(images, i, size));
        }
        InputImages input = padded(parts, sizes, images.device());
        return images.isChannelsLast() ? new InputImages(input.values.channelsLast(), sizes) : input;
    }

    /** Returns the size to which all images are padded. */
    ImageSize padded() {
        return new ImageSize((int) values.size(3), (int) values.size(2));
    }

    private static InputImages padded(List<Tensor> images, List<ImageSize> sizes, Device device) {
        int height = sizes.stream().mapToInt(ImageSize::height).max().orElse(1);
        int width = sizes.stream().mapToInt(ImageSize::width).max().orElse(1);
        Tensor values =
                Tensor.zeros(DType.FLOAT32, device, images.size(), 3, wholeStrides(height), wholeStrides(width));
        try (Scope scope = Scope.open()) {
            Tensor mean = Tensor.of(MEAN, 1, 3, 1, 1).to(device);
            Tensor deviation = Tensor.of(DEVIATION, 1, 3, 1, 1).to(device);
            for (int i = 0; i < images.size(); i++) {
                part(values, i, sizes.get(i)).copyFrom(images.get(i).minus(mean).dividedBy(deviation));
            }
        }
        return new InputImages(values, List.copyOf(sizes));
    }

    private static Tensor part(Tensor images, int image, ImageSize size) {
        return images.narrow(0, image, 1).narrow(2, 0, size.height()).narrow(3, 0, size.width());
    }

    private static int wholeStrides(int side) {
        return (side + STRIDE - 1) / STRIDE * STRIDE;
    }

    /** Returns {@code [1, 3, H, W]} from 0 to 1. */
    private static Tensor pixels(RgbImage image) {
        byte[] bytes = image.pixels();
        float[] values = new float[bytes.length];
        int plane = image.width() * image.height();
        for (int i = 0; i < plane; i++) {
            for (int channel = 0; channel < 3; channel++) {
                values[channel * plane + i] = (bytes[3 * i + channel] & 0xff) / 255f;
            }
        }
        return Tensor.of(values, 1, 3, image.height(), image.width());
    }
}
