package io.millsight.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * The processor or a GPU: where tensors are stored and computed.
 *
 * @param kind the processor or a GPU
 * @param index which GPU; 0 for the processor
 */
public record Device(Kind kind, int index) {

    /** Kinds of devices. */
    public enum Kind {
        CPU(DeviceType.CPU),
        CUDA(DeviceType.CUDA),
        /** Tensors without numbers: an operation checks their shapes and devices, and computes nothing. */
        META(DeviceType.Meta);

        private final DeviceType type;

        Kind(DeviceType type) {
            this.type = type;
        }
    }

    public static final Device CPU = new Device(Kind.CPU, 0);

    /** Where a test finds out which tensors a computation moves. */
    public static final Device META = new Device(Kind.META, 0);

    /** The values that {@link #parse} accepts, for messages. */
    public static final String NAMES = "auto, cpu, cuda, cuda:N";

    private static final Path LINUX_PROCESSOR = Path.of("/proc/cpuinfo");

    /** Returns the first GPU if libtorch can use one, else the processor. */
    public static Device automatic() {
        Libtorch.require();
        return torch.cuda_is_available() ? new Device(Kind.CUDA, 0) : CPU;
    }

    /** Returns all GPUs that libtorch can use; the processor if there are none. */
    public static List<Device> all() {
        if (automatic().equals(CPU)) {
            return List.of(CPU);
        }
        return IntStream.range(0, torch.cuda_device_count())
                .mapToObj(index -> new Device(Kind.CUDA, index))
                .toList();
    }

    /** Returns whether {@link #parse} accepts a text on a machine with enough GPUs. */
    public static boolean isName(String text) {
        return text.equals("auto") || text.equals("cpu") || text.matches("cuda(:\\d{1,3})?");
    }

    /**
     * Reads a setting: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:1}.
     *
     * @throws DeviceException if the text is none of these, or names a GPU that libtorch does not find
     */
    public static Device parse(String text) {
        if (!isName(text)) {
            throw new DeviceException("device: \"" + text + "\" is none of " + NAMES);
        }
        return switch (text) {
            case "auto" -> automatic();
            case "cpu" -> CPU;
            case "cuda" -> gpu(0, text);
            default -> gpu(Integer.parseInt(text.substring("cuda:".length())), text);
        };
    }

    /**
     * Reads a setting for one of several processes of a machine. Each of them takes a GPU of its own where the setting names none.
     *
     * @param localRank the number of the process among those of its machine, from 0
     * @throws DeviceException as {@link #parse(String)}, or if there are fewer GPUs than processes
     */
    public static Device parse(String text, int localRank) {
        Device device = parse(text);
        return device.kind == Kind.CUDA && !text.contains(":") ? gpu(localRank, "cuda:" + localRank) : device;
    }

    private static Device gpu(int index, String text) {
        Libtorch.require();
        if (!torch.cuda_is_available()) {
            throw new DeviceException(
                    "device: \"" + text + "\" names a GPU, and libtorch finds none here; use auto or cpu,"
                            + " or install CUDA 13, cuDNN 9 and NCCL 2 and depend on org.bytedeco:pytorch:"
                            + Torch.version() + ":" + Loader.getPlatform()
                            + "-gpu (the command line does when built with -Pcuda)");
        }
        int count = torch.cuda_device_count();
        if (index >= count) {
            throw new DeviceException("device: \"" + text + "\" names a GPU that is not here; there are cuda:0"
                    + (count == 1 ? " only" : " to cuda:" + (count - 1)));
        }
        return new Device(Kind.CUDA, index);
    }

    /**
     * Returns whether arithmetic in bfloat16 is native: with AVX512-BF16 or AMX on a processor, and on all GPUs that the CUDA build supports.
     * Elsewhere libtorch emulates the type, slower than float32.
     */
    boolean computesBfloat16() {
        return kind == Kind.CUDA || processorHas(" avx512_bf16", " amx_bf16");
    }

    /** Returns whether the processor sums products of int8 natively (VNNI). Without it, fbgemm's sums of two products saturate. */
    boolean computesInt8() {
        return kind == Kind.CPU && processorHas(" avx512_vnni", " avx_vnni");
    }

    private static boolean processorHas(String... anyOf) {
        if (!Files.isReadable(LINUX_PROCESSOR)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(LINUX_PROCESSOR)) {
            return lines.anyMatch(
                    line -> line.startsWith("flags") && Arrays.stream(anyOf).anyMatch(line::contains));
        } catch (IOException e) {
            return false;
        }
    }

    org.bytedeco.pytorch.Device handle() {
        return kind == Kind.CUDA
                ? new org.bytedeco.pytorch.Device(kind.type, (byte) index)
                : new org.bytedeco.pytorch.Device(kind.type);
    }

    DeviceType type() {
        return kind.type;
    }

    @Override
    public String toString() {
        return kind == Kind.CUDA ? "cuda:" + index : kind.name().toLowerCase(Locale.ROOT);
    }
}
