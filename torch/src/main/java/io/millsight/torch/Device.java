package io.millsight.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * Where tensors live and are computed.
 *
 * @param kind the processor or a GPU
 * @param index which GPU; 0 for the processor
 */
public record Device(Kind kind, int index) {

    /** Kinds of devices. */
    public enum Kind {
        CPU(DeviceType.CPU),
        CUDA(DeviceType.CUDA);

        private final DeviceType type;

        Kind(DeviceType type) {
            this.type = type;
        }
    }

    public static final Device CPU = new Device(Kind.CPU, 0);

    private static final Path LINUX_PROCESSOR = Path.of("/proc/cpuinfo");

    /** The first GPU if libtorch can use one, else the processor. */
    public static Device automatic() {
        return torch.cuda_is_available() ? new Device(Kind.CUDA, 0) : CPU;
    }

    /**
     * Reads a setting: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:1}.
     *
     * @throws IllegalArgumentException if the text is none of these, or asks for a GPU that this build of libtorch cannot use
     */
    public static Device parse(String text) {
        if (text.equals("auto")) {
            return automatic();
        }
        if (text.equals("cpu")) {
            return CPU;
        }
        if (!text.matches("cuda(:\\d{1,3})?")) {
            throw new IllegalArgumentException("device: \"" + text + "\" is none of auto, cpu, cuda, cuda:N");
        }
        if (!torch.cuda_is_available()) {
            throw new IllegalArgumentException(
                    "device: " + text + " is not to be had here; build with -Pcuda and install CUDA 13,"
                            + " cuDNN 9 and NCCL 2, or use --device cpu");
        }
        return new Device(Kind.CUDA, text.equals("cuda") ? 0 : Integer.parseInt(text.substring("cuda:".length())));
    }

    /**
     * Whether arithmetic in bfloat16 is native: AVX512-BF16 or AMX on a processor, always on the GPUs that the CUDA build supports.
     * Without it, libtorch emulates the type, slower than float32.
     */
    boolean computesBfloat16() {
        if (kind == Kind.CUDA) {
            return true;
        }
        if (!Files.isReadable(LINUX_PROCESSOR)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(LINUX_PROCESSOR)) {
            return lines.anyMatch(
                    line -> line.startsWith("flags") && (line.contains(" avx512_bf16") || line.contains(" amx_bf16")));
        } catch (IOException e) {
            return false;
        }
    }

    org.bytedeco.pytorch.Device handle() {
        return kind == Kind.CPU
                ? new org.bytedeco.pytorch.Device(kind.type)
                : new org.bytedeco.pytorch.Device(kind.type, (byte) index);
    }

    DeviceType type() {
        return kind.type;
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}
